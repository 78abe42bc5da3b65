/** The coverage gaps, ranked by people; pointing at one lights it up on the map, choosing it goes there. */

import { Badge, Button, Text } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { GapFeature } from "../../server/api/messages.ts";
import { useGaps } from "../api.ts";
import { useChoice } from "../choice.ts";
import { useFormat } from "../format.ts";
import { setState, useAppState } from "../state.ts";
import { gapName, Nearest } from "./GapNearest.tsx";
import { GapReason } from "./GapReason.tsx";
import { Missing } from "./Missing.tsx";
import { PLAIN } from "./Note.tsx";
import { Section, Waiting } from "./Section.tsx";
import { showRow } from "./scroll.ts";

/** Rows shown at first: the many one-person gaps of a raster should not bury the page. */
const FIRST = 30;

export function GapsView() {
  const { t } = useTranslation();
  const format = useFormat();
  const gaps = useGaps(useChoice());
  const selected = useAppState((state) => state.selected);
  const [shown, setShown] = useState(FIRST);
  const rank = selected?.type === "gap" ? selected.rank : 0;
  const answer = gaps.data;
  if (answer === undefined) return <Waiting error={gaps.error} />;
  const { features, standard, people } = answer;
  if (standard.base === null) return <Missing thing="noPeople" />;
  if (features.length === 0) return <Text size="sm">{t("gaps.none")}</Text>;
  const rows = features.slice(0, Math.max(shown, rank));
  return (
    <Section title={t("gaps.title")} definition="gaps" standard={standard}>
      <Text size="sm" c="dimmed">
        {standard.id === PLAIN
          ? t("gaps.intro", { minutes: standard.cutoffMinutes })
          : t("gaps.introStandard", { name: format.name(standard) })}
      </Text>
      <Text size="sm" fw={600} data-testid="gaps-sum">
        {t("gaps.sum", { count: features.length, gaps: format.count(features.length), people: format.count(people) })}
      </Text>
      <ol className="list" data-testid="gap-list" aria-busy={gaps.isPlaceholderData}>
        {rows.map((gap) => (
          <GapRow
            key={gap.properties.rank}
            gap={gap}
            chosen={gap.properties.rank === rank}
            most={features[0]?.properties.people ?? 1}
          />
        ))}
      </ol>
      {features.length > rows.length && (
        <Button variant="default" size="xs" onClick={() => setShown(rows.length + 100)}>
          {t("gaps.more", { count: features.length - rows.length, gaps: format.count(features.length - rows.length) })}
        </Button>
      )}
    </Section>
  );
}

function GapRow({ gap, chosen, most }: { gap: GapFeature; chosen: boolean; most: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (chosen) showRow(row.current);
  }, [chosen]);
  const { rank, people, fewFootpaths, peopleWithoutStreet } = gap.properties;
  const hovered = { type: "gap", rank } as const;
  return (
    <li ref={row} className="row" data-chosen={chosen || undefined} data-rank={rank}>
      <button
        type="button"
        className="row-button"
        aria-pressed={chosen}
        onClick={() => setState({ selected: chosen ? null : hovered })}
        onPointerEnter={() => setState({ hovered })}
        onPointerLeave={() => setState({ hovered: null })}
        onFocus={() => setState({ hovered })}
        onBlur={() => setState({ hovered: null })}
      >
        <span className="rank">{rank}</span>
        <span className="row-text">
          <span className="row-first">
            <strong>{gapName(gap, format, t)}</strong>
            <span className="number">{format.people(people)}</span>
          </span>
          <span className="weight" aria-hidden>
            <span style={{ width: `${(people / most) * 100}%` }} />
          </span>
          <Nearest gap={gap} />
          {peopleWithoutStreet >= 0.5 && (
            <span className="row-small">{t("gaps.withoutStreet", { people: format.people(peopleWithoutStreet) })}</span>
          )}
          {fewFootpaths && (
            <Badge variant="light" color="orange" size="sm" radius="sm" className="few-footpaths">
              {t("gaps.fewFootpaths")}
            </Badge>
          )}
        </span>
      </button>
      {chosen && (
        <div className="row-more">
          <GapReason gap={gap} />
        </div>
      )}
    </li>
  );
}
