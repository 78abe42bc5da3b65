/** The card of the chosen thing, on the map: the answer for a spot, a gap, an area or a facility. */
import { Badge, Button, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ApiProblem, useAreas, useCatchments, useCoverage, useWalk, useWalkingSpeed } from "../api.ts";
import { ringMinutes, useChoice } from "../choice.ts";
import { useFormat } from "../format.ts";
import { putStation } from "../plans/acts.ts";
import { useShownFacilities } from "../plans/facilities.ts";
import { PlanActions } from "../plans/PlanActions.tsx";
import { needsEach } from "../rules.ts";
import { isPlanning, setState, useAppState } from "../state.ts";
import { CatchmentTable } from "./CatchmentTable.tsx";
import { warningText } from "./FacilityDetails.tsx";
import { Frame, Gone } from "./Frame.tsx";
import { GapCard } from "./GapCard.tsx";
import { KindSign } from "./KindSign.tsx";
import { Note } from "./Note.tsx";
import { PlaceCorrection } from "./PlaceCorrection.tsx";
import { Waiting } from "./Section.tsx";
import { SettlementCard } from "./SettlementCard.tsx";
import { ShareBar } from "./ShareBar.tsx";

export function Card() {
  const selected = useAppState((state) => state.selected);
  if (selected === null) return null;
  switch (selected.type) {
    case "spot":
      return <SpotCard lon={selected.lon} lat={selected.lat} />;
    case "facility":
      return <FacilityCard id={selected.id} />;
    case "gap":
      return <GapCard rank={selected.rank} />;
    case "settlement":
      return <SettlementCard code={selected.code} />;
    case "area":
      return <AreaCard code={selected.code} />;
  }
}

/** How long from here to the nearest facility, and how many people live within reach of this spot. */
function SpotCard({ lon, lat }: { lon: number; lat: number }) {
  const { t } = useTranslation();
  const choice = useChoice();
  const walk = useWalk({ lon, lat }, choice);
  const reach = useCatchments({
    points: [{ lon, lat }],
    cutoffMinutes: ringMinutes(choice),
    walkingSpeedKmh: useWalkingSpeed(choice),
  });
  const off = offStreet(walk.error) ?? offStreet(reach.error);
  return (
    <Frame type="spot" title={t("spot.title")}>
      <Text size="xs" c="dimmed" className="tabular">
        {lat.toFixed(5)}, {lon.toFixed(5)}
      </Text>
      {off !== null ? (
        <OffStreet metres={off.metres} />
      ) : (
        <>
          <WalkAnswer walk={walk} />
          <CatchmentTable title={t("spot.within")} request={{ points: [{ lon, lat }] }} />
          <div className="actions">
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => {
                setState({ view: "plan", planPart: "edit", selected: null });
                putStation({ lon, lat });
              }}
            >
              {t("plans.putHere")}
            </Button>
            <Button
              size="compact-xs"
              variant="default"
              onClick={() =>
                setState({ view: "facilities", draft: { id: null, lon, lat, picking: false }, selected: null })
              }
            >
              {t("spot.addHere")}
            </Button>
          </div>
        </>
      )}
    </Frame>
  );
}

/** The distance that a 422 names, when an error is one. */
function offStreet(error: Error | null): { metres: number | null } | null {
  if (!(error instanceof ApiProblem) || error.problem.status !== 422) return null;
  return { metres: error.problem.nearestStreetMetres ?? null };
}

function OffStreet({ metres }: { metres: number | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <p className="off-street" role="status" data-testid="off-street">
      {metres === null ? t("spot.offStreet") : t("spot.offStreetNear", { metres: format.length(metres) })}
    </p>
  );
}

function WalkAnswer({ walk }: { walk: ReturnType<typeof useWalk> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const facilities = useShownFacilities();
  const coverage = useCoverage(useChoice()).data;
  const isPlain = useAppState((state) => state.standard === null);
  const cutoff = useAppState((state) => state.cutoffMinutes);
  if (walk.data === undefined) return <Waiting error={walk.error} />;
  const { facilityId, minutes, metres, linkMetres, straightMetres } = walk.data.properties;
  const facility = facilities?.find(({ id }) => id === facilityId);
  if (minutes === null || metres === null) return <p>{t("spot.nobody")}</p>;
  const covered = minutes <= cutoff;
  return (
    <div className="walk">
      <div className="walk-first">
        <strong className="walk-minutes" data-testid="walk-minutes">
          {t("units.min", { value: format.minutes(minutes) })}
        </strong>
        {isPlain && (
          <Badge variant="light" color={covered ? "ink" : "orange"} radius="sm">
            {t(covered ? "spot.covered" : "spot.uncovered", { minutes: cutoff })}
          </Badge>
        )}
        <Note definition="spot" standard={coverage?.standard} />
      </div>
      <p className="walk-to">
        {t("spot.toNearest")}
        {facility !== undefined && (
          <button
            type="button"
            className="link"
            onClick={() => setState({ selected: { type: "facility", id: facility.id } })}
          >
            <KindSign kind={facility.kind} status={facility.status} /> {format.name(facility)}
          </button>
        )}
      </p>
      {facility !== undefined && coverage !== undefined && needsEach(coverage.standard) && (
        <p className="row-small" data-testid="nearest-tier">
          {t("spot.nearestOfEach", { kind: t(`kinds.${facility.kind}`) })}
        </p>
      )}
      <Text size="xs" c="dimmed">
        {[
          t("spot.metres", { metres: format.length(metres) }),
          straightMetres === null ? null : t("spot.straight", { metres: format.length(straightMetres) }),
          linkMetres >= 50 ? t("spot.link", { metres: format.length(linkMetres) }) : null,
        ]
          .filter((part) => part !== null)
          .join(" · ")}
      </Text>
    </div>
  );
}

function FacilityCard({ id }: { id: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const facilities = useShownFacilities();
  const isPlanned = useAppState(isPlanning);
  const facility = facilities?.find((one) => one.id === id);
  if (facilities === undefined) return null;
  if (facility === undefined) return <Gone type="facility" />;
  return (
    <Frame
      type="facility"
      list="facilities"
      title={
        <>
          <KindSign kind={facility.kind} status={facility.status} fate={facility.fate} /> {format.name(facility)}
        </>
      }
    >
      <Text size="xs" c="dimmed">
        {[
          t(`kinds.${facility.kind}`),
          facility.fate === "kept" ? null : t(`plans.fate.${facility.fate}`),
          facility.status === "existing" ? null : t(`statuses.${facility.status}`),
          facility.level === null ? null : t(`facilityLevels.${facility.level}`),
          facility.openingHours,
        ]
          .filter((part) => part !== null)
          .join(" · ")}
      </Text>
      {facility.warning !== null && <p className="warning">{warningText(facility, format, t)}</p>}
      {isPlanned && <PlanActions facility={facility} />}
      {facility.status !== "closed" && (
        <CatchmentTable title={t("facilities.catchment")} request={{ facilityIds: [id] }} />
      )}
    </Frame>
  );
}

function AreaCard({ code }: { code: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const coverage = useCoverage(useChoice()).data;
  const known = useAreas().data?.find((one) => one.code === code);
  const area = coverage?.areas.find((one) => one.code === code);
  if (coverage === undefined) return null;
  if (area === undefined) return <Gone type="area" />;
  const facts: [string, React.ReactNode][] = [
    [t("areas.people"), format.count(area.people)],
    [t("areas.covered"), format.count(area.peopleCovered)],
    [t("areas.share"), <ShareBar key="share" share={area.share} />],
    [t("areas.facilities"), format.count(area.facilities)],
    [t("areas.perFacility"), area.peoplePerFacility === null ? "–" : format.count(area.peoplePerFacility)],
    ...(known === undefined
      ? []
      : [[t("facilities.area"), format.squareKilometres(known.areaSquareMetres)] as [string, string]]),
  ];
  return (
    <Frame type="area" list="areas" title={format.name(area)}>
      <div className="catchment-title">
        <Text size="xs" c="dimmed">
          {t(`levels.${area.level}`)}
        </Text>
        <Note definition="areas" standard={coverage.standard} />
      </div>
      <dl className="facts numbers">
        {facts.map(([term, text]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <PlaceCorrection areaCode={code} />
    </Frame>
  );
}
