/** What the colours and signs on the map mean, in words; only what is shown at the moment. */

import { useTranslation } from "react-i18next";
import { useCoverage, useFacilities } from "../api.ts";
import { useShownReview } from "../api-review.ts";
import { isByMinutes, ringMinutes, useChoice } from "../choice.ts";
import { useSwiped } from "../comparison/api.ts";
import { DifferenceLegend } from "../comparison/DifferenceLegend.tsx";
import { useFormat } from "../format.ts";
import { CHANGES, FACILITY_KINDS, OUTCOMES, PLACES, REASON_COLOURS, RINGS, timeClasses } from "../map/colours.ts";
import { PlanLegend } from "../plans/PlanLegend.tsx";
import { useTheme } from "../printing.ts";
import { SiteLegend } from "../siting/SiteLegend.tsx";
import { differenceShown, isCompared, isReviewed, keptShown, useAppState } from "../state.ts";
import { REASONS } from "../words.ts";
import { KindSign } from "./KindSign.tsx";
import { Note } from "./Note.tsx";

export function LegendContent() {
  const layers = useAppState((state) => state.layers);
  const circles = useAppState(
    (state) =>
      state.layers.includes("circles") || state.selected?.type === "facility" || state.selected?.type === "spot",
  );
  const compared = useAppState(isCompared);
  const isKept = useAppState(keptShown) !== null;
  const isDifference = useAppState((state) => differenceShown(state) !== null);
  const isSwiped = useSwiped();
  if (isDifference) {
    return (
      <div className="legend-content">
        {isSwiped ? <CellLegend /> : <DifferenceLegend />}
        <FacilityLegend />
      </div>
    );
  }
  return (
    <div className="legend-content">
      {compared && <ChangeLegend />}
      {layers.includes("cells") && !compared && !isKept && <CellLegend />}
      {circles && <RingLegend />}
      {!compared && <ReviewLegend />}
      <SiteLegend />
      <FacilityLegend />
      <PlanLegend />
    </div>
  );
}

function CellLegend() {
  const { t } = useTranslation();
  const choice = useChoice();
  const standard = useCoverage(choice).data?.standard;
  const colours = useAppState((state) => state.colours);
  const byMinutes = isByMinutes(choice);
  const answered = byMinutes ? "legend.title" : "legend.outcomeTitle";
  const title = { place: "legend.placeTitle", reason: "reasons.title", answer: answered }[colours];
  const definition = ({ place: "placeKinds", reason: "reasons", answer: "cells" } as const)[colours];
  return (
    <section>
      <h3 className="legend-title">
        {t(title)} <Note definition={definition} standard={standard} />
      </h3>
      {colours === "place" && <PlaceLines />}
      {colours === "reason" && <ReasonLines />}
      {colours === "answer" && (byMinutes ? <MinuteLines /> : <OutcomeLines />)}
      <p className="legend-small">{t("legend.paler")}</p>
    </section>
  );
}

function MinuteLines() {
  const { t } = useTranslation();
  const format = useFormat();
  const cutoff = useAppState((state) => state.cutoffMinutes);
  const classes = timeClasses(cutoff, useTheme());
  const bound = (value: number) => format.decimal(value, Number.isInteger(value) ? 0 : 1);
  return (
    <div className="legend-halves">
      {[true, false].map((covered) => (
        <div key={String(covered)} className="legend-half">
          <span className="legend-head">
            {covered ? t("legend.covered", { minutes: cutoff }) : t("legend.uncovered")}
          </span>
          {classes
            .filter((one) => one.covered === covered)
            .map(({ from, to, colour }) => (
              <Line key={from} colour={colour}>
                {to === null
                  ? t("legend.beyond")
                  : `${t("legend.range", { from: bound(from), to: bound(to) })} ${t("legend.unit")}`}
              </Line>
            ))}
        </div>
      ))}
    </div>
  );
}

function OutcomeLines() {
  const { t } = useTranslation();
  const colours = OUTCOMES[useTheme()];
  return (["covered", "partly", "uncovered"] as const).map((outcome) => (
    <Line key={outcome} colour={colours[outcome]}>
      {t(`legend.outcomes.${outcome}`)}
    </Line>
  ));
}

function ReasonLines() {
  const { t } = useTranslation();
  const theme = useTheme();
  return (
    <div className="legend-kinds">
      <Line colour={OUTCOMES[theme].covered}>{t("legend.outcomes.covered")}</Line>
      {REASONS.map((reason) => (
        <Line key={reason} colour={REASON_COLOURS[theme][reason]}>
          {t(`reasons.names.${reason}`)}
        </Line>
      ))}
    </div>
  );
}

function PlaceLines() {
  const { t } = useTranslation();
  const colours = PLACES[useTheme()];
  return (["city", "countryside"] as const).map((place) => (
    <Line key={place} colour={colours[place]}>
      {t(`placeKinds.${place}`)}
    </Line>
  ));
}

function ChangeLegend() {
  const { t } = useTranslation();
  const colours = CHANGES[useTheme()];
  return (
    <section>
      <h3>{t("legend.changes")}</h3>
      <Line colour={colours.gain}>{t("legend.gain")}</Line>
      <Line colour={colours.loss}>{t("legend.loss")}</Line>
    </section>
  );
}

function RingLegend() {
  const { t } = useTranslation();
  const rings = RINGS[useTheme()];
  const choice = useChoice();
  return (
    <section>
      <h3>{t("legend.circles")}</h3>
      <div className="legend-rings">
        {ringMinutes(choice).map((minutes, ring) => (
          <span key={minutes} className="legend-line">
            <span className="swatch ring" style={{ borderColor: rings[Math.min(ring, rings.length - 1)] }} />
            {minutes} {t("legend.unit")}
          </span>
        ))}
      </div>
    </section>
  );
}

/** Only while the review, which knows states and remedies, is on the map. */
function ReviewLegend() {
  const { t } = useTranslation();
  const isShown = useAppState((state) => isReviewed(state));
  const layers = useAppState((state) => state.layers);
  const review = useShownReview(useChoice(), isShown).data;
  if (!isShown || review === undefined) return null;
  const settlements = layers.includes("settlements") && review.settlements.length > 0;
  const remedies = layers.includes("remedies") && review.remedies.length > 0;
  if (!settlements && !remedies) return null;
  return (
    <section>
      <h3>{t(settlements ? "layers.settlements" : "remedies.title")}</h3>
      {settlements &&
        (["covered", "partly", "uncovered"] as const).map((state) => (
          <span key={state} className="legend-line">
            <span className={`dot ${state}`} /> {t(`settlements.states.${state}`)}
          </span>
        ))}
      {remedies && (
        <span className="legend-line">
          <span className="swatch remedy" /> {t("legend.remedy")}
        </span>
      )}
    </section>
  );
}

function FacilityLegend() {
  const { t } = useTranslation();
  const facilities = useFacilities().data ?? [];
  if (facilities.length === 0) return null;
  return (
    <section>
      <h3>{t("legend.facilities")}</h3>
      <div className="legend-kinds">
        {FACILITY_KINDS.filter((kind) => facilities.some((facility) => facility.kind === kind)).map((kind) => (
          <span key={kind} className="legend-line">
            <KindSign kind={kind} /> {t(`kinds.${kind}`)}
          </span>
        ))}
        {facilities.some(({ status }) => status === "planned") && (
          <span className="legend-line">
            <KindSign kind="employment-service-station" status="planned" /> {t("legend.plannedHollow")}
          </span>
        )}
      </div>
    </section>
  );
}

function Line({ colour, children }: { colour: string; children: React.ReactNode }) {
  return (
    <span className="legend-line">
      <span className="swatch" style={{ background: colour }} />
      {children}
    </span>
  );
}
