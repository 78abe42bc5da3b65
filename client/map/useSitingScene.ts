/** Siting's part of the scene: sites of the result that is shown, alternatives of the one that is open, places brought, polygons. */
import type { Feature, FeatureCollection, Point } from "geojson";
import { useMemo } from "react";
import { useSitingJob } from "../api-siting.ts";
import { closedRing, type Ring, SIDES, type Side, useDraft } from "../siting/draft.ts";
import { chosenPlace, useOutcome } from "../siting/outcome.ts";
import { useAppState } from "../state.ts";
import type { Scene, SiteMark } from "./scene.ts";
import { NOTHING } from "./useReviewScene.ts";

export function useSitingScene(): Pick<Scene, "sites" | "drawn"> {
  const draft = useDraft((all) => all);
  const siting = useAppState((state) => state.siting);
  const job = useSitingJob(draft.isShown ? siting : null).data;
  const { openRank, taken } = useOutcome(siting);
  const { isShown, where, places, inside, outside, drawing } = draft;

  const sites = useMemo((): Scene["sites"] => {
    if (!isShown) return NOTHING;
    if (siting === null) {
      const listed = where === "places" ? (places?.places ?? []) : [];
      return collection(listed.map((place) => mark(place, { role: "candidate", label: "", isOpen: false })));
    }
    const found = job?.result?.sites ?? [];
    const open = found.find(({ rank }) => rank === openRank);
    return collection([
      // The site itself too, where another was taken in its place: it can be taken again.
      ...(open?.alternatives ?? []).map((place, index) =>
        mark(place, { role: "alternative", label: String.fromCharCode(97 + index), isOpen: false }),
      ),
      ...found.map((site) =>
        mark(chosenPlace(site, taken), { role: "site", label: String(site.rank), isOpen: site.rank === openRank }),
      ),
    ]);
  }, [isShown, siting, where, places, job, openRank, taken]);

  const drawn = useMemo((): Scene["drawn"] => {
    if (!isShown || siting !== null) return NOTHING;
    const regions = { inside, outside };
    return {
      type: "FeatureCollection",
      features: [
        ...SIDES.flatMap((side) => regions[side].rings.map((ring) => polygon(ring, side))),
        ...(drawing === null ? [] : corners(drawing.corners, drawing.side)),
      ],
    };
  }, [isShown, siting, inside, outside, drawing]);
  return useMemo(() => ({ sites, drawn }), [sites, drawn]);
}

type Place = { readonly name: string; readonly lon: number; readonly lat: number };

function mark({ name, lon, lat }: Place, of: Omit<SiteMark, "name">): Feature<Point, SiteMark> {
  return { type: "Feature", properties: { ...of, name }, geometry: { type: "Point", coordinates: [lon, lat] } };
}

const collection = (features: Feature<Point, SiteMark>[]): FeatureCollection<Point, SiteMark> => ({
  type: "FeatureCollection",
  features,
});

type Drawn = Scene["drawn"]["features"][number];

function polygon(ring: Ring, side: Side): Drawn {
  return { type: "Feature", properties: { side }, geometry: { type: "Polygon", coordinates: [closedRing(ring)] } };
}

/** What is drawn so far: the line, closed to be seen as the polygon it would be, and its corners. */
function corners(ring: Ring, side: Side): Drawn[] {
  const line: Drawn[] =
    ring.length < 2
      ? []
      : [
          {
            type: "Feature",
            properties: { side },
            geometry: {
              type: "LineString",
              coordinates: ring.length > 2 ? closedRing(ring) : ring.map((at) => [...at]),
            },
          },
        ];
  const points = ring.map((at): Drawn => {
    return { type: "Feature", properties: { side }, geometry: { type: "Point", coordinates: [...at] } };
  });
  return [...line, ...points];
}
