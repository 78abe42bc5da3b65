import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { GapFeature } from "../../server/api/messages.ts";
import type { Bounds } from "../../server/geo.ts";
import { useAreas, useGaps, useTerritory } from "../api.ts";
import { useShownReview } from "../api-review.ts";
import { useChoice } from "../choice.ts";
import { actOn, clickWithTool, endPath, handEvents, tellDesk } from "../plans/acts.ts";
import { useShownFacilities } from "../plans/facilities.ts";
import { MissedHint } from "../plans/MissedHint.tsx";
import { TrialCard } from "../plans/TrialCard.tsx";
import { takeCorner } from "../siting/drawing.ts";
import { getState, type MapPosition, setState, useAppState } from "../state.ts";
import { Card } from "../views/Card.tsx";
import { MapTools } from "../views/MapTools.tsx";
import { type MapEvents, type MapOwner, openMap } from "./map.ts";
import { providePicture } from "./picture.ts";
import { SwipeMap } from "./SwipeMap.tsx";
import { useScene } from "./useScene.ts";
import { useSwipeScenes } from "./useSwipeScenes.ts";

export function MapPane() {
  const { t } = useTranslation();
  const territory = useTerritory().data;
  const container = useRef<HTMLDivElement>(null);
  const owner = useRef<MapOwner | null>(null);
  const [opened, setOpened] = useState<MapOwner | null>(null);
  const reported = useRef<MapPosition | null>(getState().position);
  const [failure, setFailure] = useState<string | null>(null);
  const base = useScene();
  const sides = useSwipeScenes(base);
  const scene = sides?.left.scene ?? base;
  const bounds = territory?.bounds as Bounds | undefined;
  const label = t("app.map");

  const events = useMemo(
    (): MapEvents => ({
      ...handEvents,
      onClick: clicked,
      onDoubleClick: () => endPath() || getState().tool !== null,
      onEnter: endPath,
      onMove: (position) => {
        reported.current = position;
        setState({ position });
      },
      onHover: (hovered) => {
        if (hovered !== null || getState().hovered !== null) setState({ hovered });
      },
    }),
    [],
  );

  useEffect(() => {
    if (container.current === null) return;
    if (owner.current !== null) {
      owner.current.show(scene);
      return;
    }
    if (bounds === undefined) return;
    try {
      owner.current = openMap(container.current, scene, getState().position ?? bounds, events);
      const { picture, settled, trial } = owner.current;
      providePicture({ picture, drawn: settled });
      actOn(trial);
      setOpened(owner.current);
      // For the browser tests, which ask what is drawn.
      Object.assign(container.current, { owner: owner.current });
    } catch (error) {
      setFailure(String(error));
    }
  }, [scene, bounds, events]);
  useEffect(() => owner.current?.relabel(label));
  useEffect(
    () => () => {
      providePicture(null);
      actOn(null);
      owner.current?.close();
      owner.current = null;
    },
    [],
  );
  useFollowSelection(owner);
  const facilities = useShownFacilities();
  useEffect(() => tellDesk({ facilities: () => facilities ?? [] }), [facilities]);
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
      {sides !== null && opened !== null && <SwipeMap sides={sides} under={opened} events={events} />}
      {failure !== null && <p className="map-failure">{failure}</p>}
      <span className="crosshair" aria-hidden />
      <MapTools onZoom={(steps) => owner.current?.zoom(steps)} onWhole={whole} />
      <MissedHint />
      <TrialCard />
      <Card />
    </main>
  );
}

/** A click is for the chosen tool or a polygon being drawn, sets the place of a draft, chooses the sign that was hit, or asks about the spot. */
const clicked: MapEvents["onClick"] = (place, hit, snap) => {
  if (clickWithTool(place, snap)) return;
  const { draft } = getState();
  if (takeCorner(place)) return;
  if (draft?.picking) setState({ draft: { ...draft, ...place, picking: false } });
  else setState({ selected: hit ?? { type: "spot", ...place }, hovered: null });
};

/** A catchment of 15 minutes fills a good part of the map from here on. */
const CATCHMENT_ZOOM = 13.2;

/** Moves the map to the thing that is chosen, if it is not in sight. */
function useFollowSelection(owner: React.RefObject<MapOwner | null>): void {
  const selected = useAppState((state) => state.selected);
  const gaps = useGaps(useChoice()).data;
  const areas = useAreas().data;
  const facilities = useShownFacilities();
  const settlements = useShownReview(useChoice(), selected?.type === "settlement").data?.settlements;
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
    } else if (selected.type === "settlement") {
      const settlement = settlements?.find(({ code }) => code === selected.code);
      if (settlement === undefined) return;
      map.reveal(settlement, CATCHMENT_ZOOM);
    } else if (selected.type === "facility") {
      const facility = facilities?.find(({ id }) => id === selected.id);
      if (facility === undefined) return;
      map.reveal(facility, CATCHMENT_ZOOM);
    } else {
      map.reveal(selected);
    }
    followed.current = selected;
  }, [selected, gaps, areas, facilities, settlements, owner]);
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
