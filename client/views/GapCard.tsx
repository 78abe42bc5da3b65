/** The card of a gap: how many people, and why they are not covered. */
import { useTranslation } from "react-i18next";
import { useGaps } from "../api.ts";
import { useChoice } from "../choice.ts";
import { useFormat } from "../format.ts";
import { Frame, Gone } from "./Frame.tsx";
import { gapName } from "./GapNearest.tsx";
import { GapReason } from "./GapReason.tsx";
import { Note } from "./Note.tsx";

export function GapCard({ rank }: { rank: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const gaps = useGaps(useChoice()).data;
  const gap = gaps?.features.find(({ properties }) => properties.rank === rank);
  if (gaps === undefined) return null;
  if (gap === undefined) return <Gone type="gap" />;
  const { people, fewFootpaths } = gap.properties;
  return (
    <Frame
      type="gap"
      list="gaps"
      title={
        <>
          <span className="rank">{rank}</span> {gapName(gap, format, t)}
        </>
      }
    >
      <p className="card-figure">
        <strong>{format.people(people)}</strong>
        <Note definition="gaps" standard={gaps.standard} />
      </p>
      <GapReason gap={gap} />
      {fewFootpaths && <p className="warning">{t("gaps.fewFootpaths")}</p>}
    </Frame>
  );
}
