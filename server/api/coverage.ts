/** Coverage: the headline, the table of areas, the kinds of facility, the speeds. */
import { type Count, countingFacilities, type Figures, peopleCovered } from "../coverage.ts";
import { NONE } from "../network/network.ts";
import type { Plan } from "../plan.ts";
import type { Standard } from "../standard.ts";
import type { Territory } from "../territory.ts";
import { FACILITY_KINDS } from "../words.ts";
import { goneSignal, planNow, sendJson, shareOf, standardOf, standardUsed } from "./answers.ts";
import { type AreaCoverage, Coverage, type CoverageFigures, CoverageQuery } from "./messages.ts";
import type { App, Parts } from "./parts.ts";
import { problems } from "./problem.ts";

export function coverageRoutes(app: App, parts: Parts): void {
  app.get(
    "/api/coverage",
    {
      schema: {
        summary: "How many people have a facility within the cutoff",
        description:
          "Only existing facilities count. A person is covered when the walk takes at most (≤) the cutoff. At each level the areas and those outside all of them make the total.",
        tags: ["coverage"],
        querystring: CoverageQuery,
        response: { 200: Coverage, ...problems(400, 401, 403, 503) },
      },
    },
    async ({ query }, reply) => {
      const { territory } = planNow(parts);
      return sendJson(reply, await parts.territory.pool.ask(territory, "coverage", query, goneSignal(reply)));
    },
  );
}

export function coverageAnswer(plan: Plan, query: CoverageQuery): Coverage {
  const { territory } = plan;
  const standard = standardOf(query);
  const found = plan.coverage(standard);
  const isAsked = (level: string) => query.level === undefined || query.level === level;
  return {
    standard: standardUsed(territory, standard),
    total: figures(territory, found.total),
    areas: found.areas.map((area, row) => areaCoverage(territory, row, area)).filter(({ level }) => isAsked(level)),
    outside: found.outside.filter(({ level }) => isAsked(level)).map((outside) => ({ ...outside })),
    peopleWithoutStreet: found.peopleWithoutStreet,
    sensitivity: found.sensitivity.map((speed) => ({
      ...speed,
      share: shareOf(speed.peopleCovered, found.total.people),
    })),
    byKind: byKind(plan, standard, found.total.people),
    peopleByMinute: [...found.peopleByMinute],
    peopleUnreached: found.peopleUnreached,
  };
}

function figures({ groups }: Territory, found: Figures): CoverageFigures {
  const withShare = ({ people, peopleCovered }: Count) => ({
    people,
    peopleCovered,
    share: shareOf(peopleCovered, people),
  });
  return {
    ...withShare(found),
    facilities: found.facilities,
    peoplePerFacility: found.facilities === 0 ? null : found.people / found.facilities,
    groups: found.groups.map((count, i) => ({ id: groups[i].id, ...withShare(count) })),
  };
}

function areaCoverage(territory: Territory, row: number, found: Figures): AreaCoverage {
  const { areas } = territory;
  return {
    code: areas.code[row],
    name: areas.name[row],
    names: { ...areas.names[row] },
    level: areas.level[row],
    parentCode: areas.parent[row] === NONE ? null : areas.code[areas.parent[row]],
    ...figures(territory, found),
  };
}

/** The kinds that exist here, each as if it were the only one. */
function byKind({ territory, nearest }: Plan, standard: Standard, people: number): Coverage["byKind"] {
  return FACILITY_KINDS.flatMap((kind) => {
    const facilities = countingFacilities(territory, [kind]).length;
    if (facilities === 0) return [];
    const covered = peopleCovered(territory, standard, nearest([kind]));
    return [{ kind, facilities, peopleCovered: covered, share: shareOf(covered, people) }];
  });
}
