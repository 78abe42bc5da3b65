/** The map's place on the desk: gathers answers into a scene, shows it, and turns what the user does there into state. */
import { useComputedColorScheme } from "@mantine/core";
import type { Feature, FeatureCollection, LineString, MultiPolygon, Point } from "geojson";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Catchments, CatchmentsRequest, GapFeature, Walk } from "../../server/api/messages.ts";
import type { Bounds } from "../../server/geo.ts";
import { useAreas, useCatchments, useFacilities, useGaps, useTerritory, useWalk } from "../api.ts";
import { ringMinutes, useChoice } from "../choice.ts";
import { useFormat } from "../format.ts";
import { getState, type MapPosition, type State, setState, useAppState } from "../state.ts";
import { Card } from "../views/Card.tsx";
import { MapTools } from "../views/MapTools.tsx";
import { type MapOwner, openMap } from "./map.ts";
import type { FacilityMark, Scene } from "./scene.ts";

const NOTHING: FeatureCollection<never> = { type: "FeatureCollection", features: [] };

export function MapPane() {
  const { t } = useTranslation();
  const territory = useTerritory().data;
  const container = useRef<HTMLDivElement>(null);
  const owner = useRef<MapOwner | null>(null);
  const reported = useRef<MapPosition | null>(getState().position);
  const [failure, setFailure] = useState<string | null>(null);
  const scene = useScene();
  const bounds = territory?.bounds as Bounds | undefined;
  const label = t("app.map");

  useEffect(() => {
    if (container.current === null) return;
    if (owner.current !== null) {
      owner.current.show(scene);
      return;
    }
    if (bounds === undefined) return;
    try {
      owner.current = openMap(container.current, scene, getState().position ?? bounds, {
        onClick: clicked,
        onMove: (position) => {
          reported.current = position;
          setState({ position });
        },
        onHover: (hovered) => {
          if (hovered !== null || getState().hovered !== null) setState({ hovered });
        },
      });
      // For the browser tests, which ask what is drawn.
      Object.assign(container.current, { owner: owner.current });
    } catch (error) {
      setFailure(String(error));
    }
  }, [scene, bounds]);
  useEffect(() => owner.current?.relabel(label));
  useEffect(
    () => () => {
      owner.current?.close();
      owner.current = null;
    },
    [],
  );
  useFollowSelection(owner);
  // The back button and pasted links move the map; what the map itself reported does not.
  const position = useAppState((state) => state.position);
  useEffect(() => {
    if (position !== null && position !== reported.current) owner.current?.jump(position);
    reported.current = position;
  }, [position]);

  const whole =
    bounds === undefined
      ? undefined
      : () => {
          owner.current?.whole(bounds);
          setState({ position: null });
        };
  return (
    <main className="map" aria-label={t("app.map")}>
      <div ref={container} className="map-canvas" data-testid="map" />
      {failure !== null && <p className="map-failure">{failure}</p>}
      <span className="crosshair" aria-hidden />
      <MapTools onZoom={(steps) => owner.current?.zoom(steps)} onWhole={whole} />
      <Card />
    </main>
  );
}

/** A click sets the place of a draft, chooses the sign that was hit, or asks about the spot. */
function clicked(place: { lon: number; lat: number }, hit: State["hovered"]): void {
  const { draft } = getState();
  if (draft?.picking) setState({ draft: { ...draft, ...place, picking: false } });
  else setState({ selected: hit ?? { type: "spot", ...place }, hovered: null });
}

/** A catchment of 15 minutes fills a good part of the map from here on. */
const CATCHMENT_ZOOM = 13.2;

/** Moves the map to the thing that is chosen, if it is not in sight. */
function useFollowSelection(owner: React.RefObject<MapOwner | null>): void {
  const selected = useAppState((state) => state.selected);
  const gaps = useGaps(useChoice()).data;
  const areas = useAreas().data;
  const facilities = useFacilities().data;
  // A link that says where the map stands is obeyed.
  const followed = useRef<unknown>(getState().position === null ? null : selected);
  useEffect(() => {
    const map = owner.current;
    if (map === null || selected === null || followed.current === selected) return;
    if (selected.type === "gap") {
      const gap = gaps?.features.find(({ properties }) => properties.rank === selected.rank);
      if (gap === undefined) return;
      map.fit(boundsOf(gap));
    } else if (selected.type === "area") {
      const area = areas?.find(({ code }) => code === selected.code);
      if (area === undefined) return;
      map.fit(area.bounds as Bounds);
    } else if (selected.type === "facility") {
      const facility = facilities?.find(({ id }) => id === selected.id);
      if (facility === undefined) return;
      map.reveal(facility, CATCHMENT_ZOOM);
    } else {
      map.reveal(selected);
    }
    followed.current = selected;
  }, [selected, gaps, areas, facilities, owner]);
}

/** The box of a gap and of its point. */
function boundsOf({ geometry, properties }: GapFeature): Bounds {
  const box: Bounds = [properties.lon, properties.lat, properties.lon, properties.lat];
  for (const [lon = 0, lat = 0] of geometry.coordinates.flat(2)) {
    box[0] = Math.min(box[0], lon);
    box[1] = Math.min(box[1], lat);
    box[2] = Math.max(box[2], lon);
    box[3] = Math.max(box[3], lat);
  }
  return box;
}

function useScene(): Scene {
  const theme = useComputedColorScheme("light", { getInitialValueInEffect: false });
  const format = useFormat();
  const choice = useChoice();
  const cutoffMinutes = useAppState((state) => state.cutoffMinutes);
  const layers = useAppState((state) => state.layers);
  const selected = useAppState((state) => state.selected);
  const hovered = useAppState((state) => state.hovered);
  const draft = useAppState((state) => state.draft);
  const version = useTerritory().data?.version ?? 0;
  const list = useFacilities().data;
  const gaps = useGaps(choice).data;
  const { kind, walkingSpeedKmh } = choice;

  const facilities = useMemo(
    (): Scene["facilities"] => ({
      type: "FeatureCollection",
      features: (list ?? []).map(
        (facility): Feature<Point, FacilityMark> => ({
          type: "Feature",
          properties: {
            id: facility.id,
            name: format.name(facility),
            kind: facility.kind,
            status: facility.status,
            counts: kind === "any" || facility.kind === kind,
          },
          geometry: { type: "Point", coordinates: [facility.lon, facility.lat] },
        }),
      ),
    }),
    [list, kind, format],
  );

  const rings = ringMinutes(choice.cutoffMinutes);
  const place = selected?.type === "spot" ? selected : null;
  const shown = useCatchments(
    circlesOf(selected, layers.includes("circles"), list, choice.kind, rings, walkingSpeedKmh),
  ).data;
  const circles = useMemo((): Scene["circles"] => circleFeatures(shown), [shown]);

  const gap =
    selected?.type === "gap" ? gaps?.features.find((one) => one.properties.rank === selected.rank) : undefined;
  const start = place ?? (gap === undefined ? null : { lon: gap.properties.lon, lat: gap.properties.lat });
  const way = useWalk(start === null ? null : { lon: start.lon, lat: start.lat }, choice).data;
  const walk = useMemo(
    (): Scene["walk"] => (start === null || way === undefined ? NOTHING : walkFeatures(way)),
    [way, start === null],
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
      kind,
      walkingSpeedKmh,
      version,
      layers,
      facilities,
      ...gapShapes,
      circles,
      walk,
      selected,
      hovered,
      marks,
    }),
    [
      theme,
      format.language,
      cutoffMinutes,
      kind,
      walkingSpeedKmh,
      version,
      layers,
      facilities,
      gapShapes,
      circles,
      walk,
      selected,
      hovered,
      marks,
    ],
  );
}

/** Whose catchments are drawn: the chosen facility's or spot's, else all existing facilities' when that layer is on. */
function circlesOf(
  selected: State["selected"],
  all: boolean,
  list: readonly { id: number; kind: string; status: string }[] | undefined,
  kind: State["kind"],
  cutoffMinutes: number[],
  walkingSpeedKmh: number,
): CatchmentsRequest | null {
  if (selected?.type === "facility") return { facilityIds: [selected.id], cutoffMinutes, walkingSpeedKmh };
  if (selected?.type === "spot")
    return { points: [{ lon: selected.lon, lat: selected.lat }], cutoffMinutes, walkingSpeedKmh };
  if (!all || list === undefined) return null;
  const facilityIds = list
    .filter((facility) => facility.status === "existing" && (kind === "any" || facility.kind === kind))
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
