/** The review's part of the scene: settlements by state, what proves the reason of the chosen thing, remedies, changes. */
import type { FeatureCollection } from "geojson";
import { useMemo } from "react";
import type { GapFeature } from "../../server/api/messages.ts";
import type { Evidence, Review } from "../../server/review/document.ts";
import { useReviewChanges, useShownReview } from "../api-review.ts";
import { useChoice } from "../choice.ts";
import { type Format, useFormat } from "../format.ts";
import { isCompared, isReviewed, keptShown, useAppState } from "../state.ts";
import type { Scene } from "./scene.ts";

export const NOTHING: FeatureCollection<never, never> = { type: "FeatureCollection", features: [] };

type ReviewLayers = Pick<Scene, "settlements" | "evidence" | "remedies" | "changes">;

interface Place {
  readonly lon: number;
  readonly lat: number;
}

interface ReviewScene {
  readonly layers: ReviewLayers;
  /** The place whose walk is drawn: the one that the reason speaks of, else the chosen gap's or settlement's own. */
  readonly home: Place | null;
  /** The facility that its reason speaks of: a walk to another one would contradict the sentence. Null without a reason. */
  readonly facilityId: number | null;
}

/** Asks for the review only where it is shown. */
export function useReviewScene(gap: GapFeature | undefined): ReviewScene {
  const format = useFormat();
  const selected = useAppState((state) => state.selected);
  const comparison = useAppState((state) => state.comparison);
  const isAsked = useAppState(isReviewed);
  const review = useShownReview(useChoice(), isAsked).data;
  const isComparing = useAppState(isCompared);
  const compared = useReviewChanges(isComparing ? comparison : null).data;
  const shown = isAsked ? review : undefined;

  const settlement =
    selected?.type === "settlement" ? shown?.settlements.find(({ code }) => code === selected.code) : undefined;
  const isPast = useAppState(keptShown) !== null;
  // Gaps are numbered anew in each review; those of the map are of the present one.
  const reviewedGap =
    gap === undefined || isPast ? undefined : shown?.gaps.find(({ rank }) => rank === gap.properties.rank);
  const evidence = settlement?.evidence ?? reviewedGap?.evidence ?? null;
  const home = useMemo(
    () =>
      evidence === null ? (settlement ?? gap?.properties ?? null) : { lon: evidence.homeLon, lat: evidence.homeLat },
    [evidence, settlement, gap],
  );

  const layers = useMemo(
    (): ReviewLayers => ({
      settlements: shown === undefined || isComparing ? NOTHING : settlementPoints(shown, format),
      evidence: shown === undefined || home === null || evidence === null ? NOTHING : proof(shown, home, evidence),
      remedies: shown === undefined || isComparing ? NOTHING : remedyPoints(shown, reviewedGap?.remedies, format),
      changes:
        compared === undefined
          ? []
          : compared.areas
              // The smallest parts: a colour on the county would only say that something changed somewhere.
              .filter(({ code }) => !compared.areas.some(({ parentCode }) => parentCode === code))
              .map(({ code, newlyCovered, newlyLost }) => ({ code, net: newlyCovered - newlyLost }))
              .filter(({ net }) => Math.abs(net) >= 0.5),
    }),
    [shown, format, home, evidence, reviewedGap, isComparing, compared],
  );
  // The walk of the map is of the present state.
  return { layers, home: isPast ? null : home, facilityId: evidence?.facilityId ?? null };
}

function settlementPoints(review: Review, format: Format): Scene["settlements"] {
  return {
    type: "FeatureCollection",
    features: review.settlements.map((one) => ({
      type: "Feature",
      properties: { code: one.code, name: format.name(one), state: one.state, kind: one.kind },
      geometry: { type: "Point", coordinates: [one.lon, one.lat] },
    })),
  };
}

/** The straight line to the facility that the reason speaks of, and the place of the crossing or missing link. */
function proof(review: Review, home: Place, { facilityId, lon, lat }: Evidence): Scene["evidence"] {
  const facility = review.facilities.find(({ id }) => id === facilityId);
  return {
    type: "FeatureCollection",
    features: [
      ...(facility === undefined
        ? []
        : [
            {
              type: "Feature" as const,
              properties: { role: "straight" as const },
              geometry: {
                type: "LineString" as const,
                coordinates: [
                  [home.lon, home.lat],
                  [facility.lon, facility.lat],
                ],
              },
            },
          ]),
      ...(lon === null || lat === null
        ? []
        : [
            {
              type: "Feature" as const,
              properties: { role: "place" as const },
              geometry: { type: "Point" as const, coordinates: [lon, lat] },
            },
          ]),
    ],
  };
}

/** Those of the chosen gap, else those of the whole territory. */
function remedyPoints(review: Review, ofGap: Review["remedies"] | undefined, format: Format): Scene["remedies"] {
  return {
    type: "FeatureCollection",
    features: (ofGap ?? review.remedies).flatMap(({ kind, people, lon, lat }) =>
      lon === null || lat === null
        ? []
        : [
            {
              type: "Feature" as const,
              properties: { kind, label: `+${format.count(people)}` },
              geometry: { type: "Point" as const, coordinates: [lon, lat] },
            },
          ],
    ),
  };
}
