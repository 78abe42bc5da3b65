/** Gathers state and answers into the scene that the map shows. */

import type { LineString, MultiPolygon } from "geojson";
import { useMemo } from "react";
import type { Catchments, CatchmentsRequest, Walk } from "../../server/api/messages.ts";
import type { FacilityKind } from "../../server/words.ts";
import { useCatchments, useCoverage, useGaps, useTerritory, useWalk, useWalkingSpeed } from "../api.ts";
import { atAnswered, type Choice, isByMinutes, questionFields, ringMinutes, tileFields, useChoice } from "../choice.ts";
import { useFormat } from "../format.ts";
import { type PlannedFacility, useShownFacilities } from "../plans/facilities.ts";
import { stepFeatures } from "../plans/steps.ts";
import { usePlan } from "../plans/store.ts";
import { useTheme } from "../printing.ts";
import { isOfKind } from "../rules.ts";
import { isCompared, keptShown, type State, useAppState } from "../state.ts";
import { facilityFeatures } from "./plan-scene.ts";
import type { Scene } from "./scene.ts";
import { useDifferenceScene } from "./useDifferenceScene.ts";
import { NOTHING, useReviewScene } from "./useReviewScene.ts";
import { useSitingScene } from "./useSitingScene.ts";

/** The scene of this moment: state, and the answers it asks for. */
export function useScene(): Scene {
  const theme = useTheme();
  const format = useFormat();
  const choice = useChoice();
  const cutoffMinutes = useAppState((state) => state.cutoffMinutes);
  const wanted = useAppState((state) => state.layers);
  const isPast = useAppState((state) => isCompared(state) || keptShown(state) !== null);
  const difference = useDifferenceScene(choice);
  const isDifference = difference !== null;
  const siting = useSitingScene();
  const isSited = siting.sites.features.some(({ properties }) => properties.role === "site");
  const layers = useMemo(
    () => layersOf(wanted, isDifference ? "difference" : isPast ? "reviews" : isSited ? "sites" : "answer"),
    [wanted, isPast, isDifference, isSited],
  );
  const selected = useAppState((state) => state.selected);
  const hovered = useAppState((state) => state.hovered);
  const draft = useAppState((state) => state.draft);
  const version = useTerritory().data?.version ?? 0;
  const list = useShownFacilities();
  const steps = useSteps(list);
  const gaps = useGaps(choice).data;
  const standard = useCoverage(choice).data?.standard;
  const kind = useAppState((state) => (state.standard === null ? state.kind : (standard?.kind ?? "any")));
  const walkingSpeedKmh = useWalkingSpeed(choice);
  const colours = useAppState((state) => state.colours);
  const answered = useTileQuestion(choice, colours === "reason");
  const question = difference?.question ?? answered;
  const ofAnswer = isByMinutes(choice) ? "minutes" : "covered";
  const cellColours = isDifference ? "difference" : colours !== "answer" ? colours : ofAnswer;

  const facilities = useMemo(() => facilityFeatures(list ?? [], kind, format), [list, kind, format]);

  const rings = ringMinutes(choice);
  const place = selected?.type === "spot" ? selected : null;
  const shown = useCatchments(circlesOf(selected, layers.includes("circles"), list, kind, rings, walkingSpeedKmh)).data;
  const circles = useMemo((): Scene["circles"] => circleFeatures(shown), [shown]);

  const gap =
    selected?.type === "gap" ? gaps?.features.find((one) => one.properties.rank === selected.rank) : undefined;
  const reviewed = useReviewScene(gap);
  const start = place ?? reviewed.home;
  const way = useWalk(start === null ? null : { lon: start.lon, lat: start.lat }, choice).data;
  const isOther = reviewed.facilityId !== null && way?.properties.facilityId !== reviewed.facilityId;
  const isDrawn = start !== null && (place !== null || !isOther);
  const walk = useMemo(
    (): Scene["walk"] => (!isDrawn || way === undefined ? NOTHING : walkFeatures(way)),
    [way, isDrawn],
  );

  const gapShapes = useMemo(
    (): Pick<Scene, "gaps" | "gapPoints"> => ({
      gaps: {
        type: "FeatureCollection",
        features: (gaps?.features ?? []).map((one) => ({
          type: "Feature",
          properties: { rank: one.properties.rank },
          geometry: one.geometry as MultiPolygon,
        })),
      },
      gapPoints: {
        type: "FeatureCollection",
        features: (gaps?.features ?? []).map(({ properties: { rank, people, lon, lat } }) => ({
          type: "Feature",
          properties: { rank, people },
          geometry: { type: "Point", coordinates: [lon, lat] },
        })),
      },
    }),
    [gaps],
  );

  const marks = useMemo((): Scene["marks"] => {
    const places = [
      ...(selected?.type === "spot" ? [{ role: "spot" as const, lon: selected.lon, lat: selected.lat }] : []),
      ...(draft === null ? [] : [{ role: "draft" as const, lon: draft.lon, lat: draft.lat }]),
    ];
    return {
      type: "FeatureCollection",
      features: places.flatMap(({ role, lon, lat }) =>
        lon === null || lat === null
          ? []
          : [{ type: "Feature", properties: { role }, geometry: { type: "Point", coordinates: [lon, lat] } }],
      ),
    };
  }, [selected, draft]);

  return useMemo(
    (): Scene => ({
      origin: window.location.origin,
      theme,
      language: format.language,
      cutoffMinutes,
      question,
      cellColours,
      version: choice.scenario === null ? String(version) : `${version}.${choice.scenario}.${choice.revision}`,
      steps,
      layers,
      facilities,
      ...gapShapes,
      circles,
      walk,
      selected,
      hovered,
      marks,
      ...reviewed.layers,
      ...siting,
      ...difference,
    }),
    [
      theme,
      format.language,
      cutoffMinutes,
      question,
      cellColours,
      version,
      choice.scenario,
      choice.revision,
      steps,
      layers,
      facilities,
      gapShapes,
      circles,
      walk,
      selected,
      hovered,
      marks,
      reviewed.layers,
      siting,
      difference,
    ],
  );
}

/**
 * Between two reviews the areas carry the colours, and cells of today under them would be read as part of it; between two plans the
 * cells do, and gaps of the one would be read as those of both.
 */
function layersOf(wanted: Scene["layers"], shown: "answer" | "sites" | "reviews" | "difference"): Scene["layers"] {
  if (shown === "answer") return wanted;
  // Numbers of gaps beside those of sites would be taken for the same.
  if (shown === "sites") return wanted.filter((layer) => layer !== "gaps");
  const others = wanted.filter((layer) => layer !== "cells" && layer !== "gaps");
  return shown === "reviews" ? others : ["cells", ...others.filter((layer) => layer !== "circles")];
}

/** Paths and blocked streets of the scenario, and where moved facilities stood before. */
function useSteps(facilities: readonly PlannedFacility[] | undefined): Scene["steps"] {
  const changes = usePlan()?.changes;
  return useMemo(() => stepFeatures(changes ?? [], facilities ?? []), [changes, facilities]);
}

/** What tiles are asked for. */
function useTileQuestion(choice: Choice, reasons: boolean): Scene["question"] {
  const hours = useCoverage(choice).data?.standard.hours;
  return useMemo(() => {
    const asked = atAnswered(choice, hours);
    return reasons ? { ...questionFields(asked), reasons } : tileFields(asked);
  }, [choice, hours, reasons]);
}

/** Whose catchments are drawn: the chosen facility's or spot's, else all existing facilities' when that layer is on. */
function circlesOf(
  selected: State["selected"],
  all: boolean,
  list: readonly { id: number; kind: FacilityKind; status: string }[] | undefined,
  kind: string,
  cutoffMinutes: number[],
  walkingSpeedKmh: number,
): CatchmentsRequest | null {
  if (selected?.type === "facility") return { facilityIds: [selected.id], cutoffMinutes, walkingSpeedKmh };
  if (selected?.type === "spot")
    return { points: [{ lon: selected.lon, lat: selected.lat }], cutoffMinutes, walkingSpeedKmh };
  if (!all || list === undefined) return null;
  const facilityIds = list
    .filter((facility) => facility.status === "existing" && isOfKind({ kind }, facility.kind))
    .map(({ id }) => id);
  return facilityIds.length === 0 ? null : { facilityIds, cutoffMinutes, walkingSpeedKmh };
}

/** Widest first, so that the near rings lie on top. */
function circleFeatures(catchments: Catchments | undefined): Scene["circles"] {
  const minutes = [...new Set(catchments?.features.map(({ properties }) => properties.cutoffMinutes))].sort(
    (a, b) => a - b,
  );
  return {
    type: "FeatureCollection",
    features: (catchments?.features ?? [])
      .flatMap(({ geometry, properties: { cutoffMinutes } }) =>
        geometry === null
          ? []
          : [
              {
                type: "Feature" as const,
                properties: { cutoffMinutes, ring: minutes.indexOf(cutoffMinutes) },
                geometry: geometry as MultiPolygon,
              },
            ],
      )
      .sort((a, b) => b.properties.cutoffMinutes - a.properties.cutoffMinutes),
  };
}

function walkFeatures({ geometry }: Walk): Scene["walk"] {
  if (geometry === null) return NOTHING;
  return {
    type: "FeatureCollection",
    features: [{ type: "Feature", properties: {}, geometry: geometry as LineString }],
  };
}
