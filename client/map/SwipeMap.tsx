/**
 * A second map over the first, cut off at a divider: left of it lies the one plan, right of it the other, at the same place. The divider
 * is a slider, so that mouse, finger and keyboard move it as they move any other.
 */
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type MapEvents, type MapOwner, openMap } from "./map.ts";
import type { SwipeSide } from "./useSwipeScenes.ts";

interface Props {
  readonly sides: { readonly left: SwipeSide; readonly right: SwipeSide };
  /** The map below, which shows the left side. */
  readonly under: MapOwner;
  readonly events: MapEvents;
}

/** Percent of the map's width that the slider moves in one press of a key. */
const STEP = 2;

export function SwipeMap({ sides: { left, right }, under, events }: Props) {
  const { t } = useTranslation();
  const container = useRef<HTMLDivElement>(null);
  const owner = useRef<MapOwner | null>(null);
  const [percent, setPercent] = useState(50);
  const { scene } = right;
  useEffect(() => {
    if (container.current === null) return;
    if (owner.current !== null) {
      owner.current.show(scene);
      return;
    }
    owner.current = openMap(container.current, scene, under.position(), events);
    // For the browser tests, which ask what is drawn.
    Object.assign(container.current, { owner: owner.current });
  }, [scene, under, events]);
  useEffect(() => {
    const over = owner.current;
    return over === null ? undefined : moveTogether(under, over);
  }, [under]);
  useEffect(
    () => () => {
      owner.current?.close();
      owner.current = null;
    },
    [],
  );
  const title = (side: SwipeSide) => side.name ?? t("plans.present");
  return (
    <div className="swipe" style={{ "--swiped": percent / 100 } as React.CSSProperties}>
      <div ref={container} className="swipe-map" data-testid="swipe-map" />
      <span className="swipe-line" aria-hidden />
      <span className="swipe-name" data-side="left" title={title(left)}>
        {title(left)}
      </span>
      <span className="swipe-name" data-side="right" title={title(right)}>
        {title(right)}
      </span>
      <input
        type="range"
        className="swipe-slider"
        min={0}
        max={100}
        step={STEP}
        value={percent}
        aria-label={t("comparison.swipe", { left: title(left), right: title(right) })}
        onChange={(event) => setPercent(Number(event.currentTarget.value))}
      />
    </div>
  );
}

/** Keeps two maps at the same place, whichever of them is moved; returns how to stop. */
function moveTogether(first: MapOwner, second: MapOwner): () => void {
  let isFollowing = false;
  const follow = (from: MapOwner, to: MapOwner) =>
    from.onMoved(() => {
      // The map that follows moves too, and is followed by nobody.
      if (isFollowing) return;
      isFollowing = true;
      to.jump(from.position());
      isFollowing = false;
    });
  const stops = [follow(first, second), follow(second, first)];
  return () => {
    for (const stop of stops) stop();
  };
}
