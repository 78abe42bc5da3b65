/** A comparison's part of the scene: which plan's cells are asked for against which, and where that plan changes something. */
import type { Feature, Point } from "geojson";
import { useMemo } from "react";
import type { Change, PlanFigures } from "../../server/api/scenario-messages.ts";
import { useFacilities, useTerritory } from "../api.ts";
import { atAnswered, type Choice, questionFields } from "../choice.ts";
import { useComparedPlans, useComparison } from "../comparison/api.ts";
import { planNameOf } from "../comparison/figures.ts";
import { useFormat } from "../format.ts";
import { differenceShown, useAppState } from "../state.ts";
import { partsOf, revisionOf } from "./plan-scene.ts";
import type { Scene, SiteMark } from "./scene.ts";

type DifferenceScene = Pick<Scene, "question"> & Partial<Pick<Scene, "version" | "sites" | "facilities" | "steps">>;

/** Null while no difference is shown; without the plan's own parts until they are known. */
export function useDifferenceScene(choice: Choice): DifferenceScene | null {
  const format = useFormat();
  const plan = useAppState((state) => differenceShown(state)?.plan);
  const against = useAppState((state) => differenceShown(state)?.against);
  const plans = useComparedPlans();
  const answer = useComparison(plan === undefined ? null : plans, choice).data;
  const list = useFacilities().data;
  const version = useTerritory().data?.version ?? 0;
  return useMemo(() => {
    if (plan === undefined || against === undefined) return null;
    const question = {
      ...questionFields({ ...atAnswered(choice, answer?.standard.hours), scenario: plan === "present" ? null : plan }),
      compareWith: against,
    };
    const figures = answer?.plans.find((one) => planNameOf(one) === plan);
    const other = answer?.plans.find((one) => planNameOf(one) === against);
    if (answer === undefined || figures === undefined || other === undefined || list === undefined) return { question };
    return {
      question,
      version: [version, revisionOf(figures), revisionOf(other)].join("."),
      sites: { type: "FeatureCollection", features: marksOf(figures) },
      ...partsOf(figures, list, answer.standard.kind, format),
    };
  }, [plan, against, choice, answer, list, version, format]);
}

/** The places of changes under the numbers that the tables give them. */
function marksOf({ steps }: PlanFigures): Feature<Point, SiteMark>[] {
  return steps.map(({ change }, index) => {
    const { lon, lat, name } = placeOf(change);
    return {
      type: "Feature",
      properties: { role: "site", name, label: String(index + 1), isOpen: false },
      geometry: { type: "Point", coordinates: [lon, lat] },
    };
  });
}

function placeOf(change: Change): { lon: number; lat: number; name: string } {
  switch (change.type) {
    case "add-facility":
      return change.facility;
    case "move-facility":
      return { lon: change.lon, lat: change.lat, name: change.of.name };
    case "close-facility":
    case "change-facility":
      return change.of;
    case "add-path": {
      const middle = change.points[Math.floor(change.points.length / 2)];
      return { lon: middle?.lon ?? 0, lat: middle?.lat ?? 0, name: "" };
    }
    case "block-street":
      return { lon: change.lon, lat: change.lat, name: "" };
  }
}
