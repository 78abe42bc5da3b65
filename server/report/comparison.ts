/** Tables of what changed since a kept review: people by area, settlements, facilities, sources. */
import type { Comparison } from "./report.ts";
import type { Column, Table } from "./table.ts";
import type { Wording } from "./wording.ts";

/** One sentence in all, and what the reader must know of the two questions. */
export function changesIntro({ changes }: Comparison, { texts, people }: Wording): string[] {
  const { newlyCovered, newlyLost, becauseOfPeople } = changes.total;
  const sign = becauseOfPeople < 0 ? "−" : "+";
  const byPeople = becauseOfPeople === 0 ? people(0) : `${sign}${people(Math.abs(becauseOfPeople))}`;
  return [
    texts.changes.intro(people(newlyCovered), people(newlyLost), byPeople),
    ...(changes.sameQuestion ? [] : [texts.changes.otherQuestion]),
    ...(changes.sameScenario ? [] : [texts.changes.otherScenario]),
    ...(changes.sameBase ? [] : [texts.changes.otherBase]),
    ...(changes.samePlaceCorrections ? [] : [texts.changes.otherPlaceKinds]),
  ];
}

/** Each with rows; areas that did not change are left out, the total stands first. */
export function changesTables({ changes }: Comparison, { texts, name }: Wording): Table[] {
  const { columns: say } = texts;
  const text = (key: string, heading: string, width: number): Column => ({ key, heading, kind: "text", width });
  const people = (key: string, heading: string): Column => ({ key, heading, kind: "people" });
  const changed = changes.areas.filter((area) => {
    return (
      area.newlyCovered !== 0 ||
      area.newlyLost !== 0 ||
      area.peopleBefore !== area.peopleAfter ||
      area.becauseOfPeople !== 0
    );
  });
  const rowOf = (area: (typeof changes)["total"]) => {
    return [area.servedBefore, area.servedAfter, area.newlyCovered, area.newlyLost, area.becauseOfPeople];
  };
  const tables: Table[] = [
    {
      id: "changes_areas",
      title: texts.changes.areas,
      columns: [
        text("name", say.name, 32),
        { key: "level", heading: say.level, kind: "word", words: texts.levels },
        text("code", say.code, 15),
        people("covered_before", say.servedBefore),
        people("covered_after", say.servedAfter),
        people("newly_covered", say.newlyCovered),
        people("newly_lost", say.newlyLost),
        people("because_of_people", say.becauseOfPeople),
      ],
      rows: [
        [say.total, null, null, ...rowOf(changes.total)],
        ...changed.map((area) => [name(area), area.level, area.code, ...rowOf(area)]),
      ],
    },
    {
      id: "changes_settlements",
      title: texts.changes.settlements,
      columns: [
        text("name", say.name, 32),
        { key: "kind", heading: say.kind, kind: "word", words: texts.settlementKinds },
        text("code", say.code, 15),
        { key: "before", heading: say.before, kind: "word", words: texts.states },
        { key: "after", heading: say.after, kind: "word", words: texts.states },
      ],
      rows: changes.settlements.map((one) => [name(one), one.kind, one.code, one.stateBefore, one.stateAfter]),
    },
    {
      id: "changes_facilities",
      title: texts.changes.facilities,
      columns: [
        text("name", say.name, 32),
        text("change", say.state, 16),
        { key: "id", heading: say.id, kind: "count" },
      ],
      rows: [
        ...changes.facilitiesAdded.map((facility) => [facility.name, texts.changes.added, facility.id]),
        ...changes.facilitiesRemoved.map((facility) => [facility.name, texts.changes.removed, facility.id]),
      ],
    },
    {
      id: "changes_sources",
      title: texts.changes.sources,
      columns: [text("source", say.source, 32), text("before", say.before, 66), text("after", say.after, 66)],
      rows: changes.sources.map(({ source, before, after }) => [source, before?.sha256 ?? null, after?.sha256 ?? null]),
    },
  ];
  return tables.filter(({ rows }) => rows.length > 0);
}
