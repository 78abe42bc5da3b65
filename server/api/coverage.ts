/** Coverage: the headline, the table of areas, the kinds of facility, the speeds. */
import { type Count, type Figures, type PeopleFigures, shareOf, weightedShare } from "../coverage.ts";
import { NONE } from "../network/network.ts";
import type { Plan } from "../plan.ts";
import type { Question } from "../pool.ts";
import type { Standard } from "../standard.ts";
import type { Territory } from "../territory.ts";
import { goneSignal, sendJson, standardUsed } from "./answers.ts";
import { type AreaCoverage, Coverage, type CoverageFigures, type CoveragePeople, CoverageQuery } from "./messages.ts";
import type { App, Parts } from "./parts.ts";
import { problems } from "./problem.ts";
import { askedOf } from "./question.ts";

export function coverageRoutes(app: App, parts: Parts): void {
  app.get(
    "/api/coverage",
    {
      schema: {
        summary: "How many people are covered",
        description:
          "Only existing facilities count. A person is covered when a facility is at most (≤) as far as the rule of the place allows, and has room where capacity is counted. At each level the areas and those outside all of them make the total.",
        tags: ["coverage"],
        querystring: CoverageQuery,
        response: { 200: Coverage, ...problems(400, 401, 403, 404, 422, 503) },
      },
    },
    async ({ query: { level, ...query } }, reply) => {
      const signal = goneSignal(reply);
      const { situation, asked } = await askedOf(parts, query);
      const question = { asked, ...(level !== undefined && { level }) };
      return sendJson(reply, await parts.territory.pool.ask(situation, "coverage", question, signal));
    },
  );
}

export function coverageAnswer(plan: Plan, { asked, level: only }: Question<"coverage">): Coverage {
  const { territory } = plan;
  const { standard, circumstances } = asked;
  const found = plan.coverage(asked);
  const any = circumstances.ownDistrictOnly
    ? plan.coverage({ standard, circumstances: { ...circumstances, ownDistrictOnly: false } })
    : null;
  const isAsked = (level: string) => only === undefined || only === level;
  return {
    standard: standardUsed(territory, asked),
    total: figures(territory, standard, found.total),
    byPlace: found.places.map(({ place, ...of }) => ({ place, ...peopleFigures(territory, standard, of) })),
    areas: found.areas
      .map((of, row) => ({
        ...areaOf(territory, row),
        ...figures(territory, standard, of),
        peopleCoveredAnyDistrict: any === null ? null : any.areas[row].peopleCovered,
      }))
      .filter(({ level }) => isAsked(level)),
    outside: found.outside.filter(({ level }) => isAsked(level)).map((outside) => ({ ...outside })),
    peopleWithoutStreet: found.peopleWithoutStreet,
    sensitivity: found.sensitivity.map((speed) => ({
      ...speed,
      share: shareOf(speed.peopleCovered, found.total.people),
    })),
    byKind: plan.byKind(asked).map((kind) => ({ ...kind, share: shareOf(kind.peopleCovered, found.total.people) })),
    peopleByMinute: [...found.peopleByMinute],
    peopleUnreached: found.peopleUnreached,
  };
}

export function figures(territory: Territory, standard: Standard, found: Figures): CoverageFigures {
  const { people, facilities } = found;
  return {
    ...peopleFigures(territory, standard, found),
    facilities,
    peoplePerFacility: facilities === 0 ? null : people / facilities,
  };
}

function peopleFigures(territory: Territory, standard: Standard, found: PeopleFigures): CoveragePeople {
  const withShare = ({ people, peopleCovered }: Count) => ({
    people,
    peopleCovered,
    share: shareOf(peopleCovered, people),
  });
  return {
    ...withShare(found),
    peopleOverCapacity: found.overCapacity,
    peopleOutOfReach: found.outOfReach,
    weightedShare: weightedShare(territory, standard, found),
    groups: found.groups.map((count, i) => ({ id: territory.groups[i].id, ...withShare(count) })),
  };
}

function areaOf(
  { areas }: Territory,
  row: number,
): Pick<AreaCoverage, "code" | "name" | "names" | "level" | "parentCode"> {
  return {
    code: areas.code[row],
    name: areas.name[row],
    names: { ...areas.names[row] },
    level: areas.level[row],
    parentCode: areas.parent[row] === NONE ? null : areas.code[areas.parent[row]],
  };
}
