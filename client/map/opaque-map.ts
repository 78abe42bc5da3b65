/**
 * MapLibre's map on a canvas that nothing shines through. The browser puts the page together anew for every frame, and without a
 * graphics card a third of that work was to mix the map with the empty page behind it, also in frames in which the map itself
 * stands still. The lowest layer of the style, the land, covers all of the canvas, so nothing looks different.
 */
import { Map as MapLibre } from "maplibre-gl";

export class OpaqueMap extends MapLibre {
  /** Called by MapLibre's constructor before it asks its canvas for WebGL, always with `alpha: true`: there is no option for it. */
  override _setupContainer(): void {
    super._setupContainer();
    const canvas = this._canvas;
    const contextOf = canvas.getContext.bind(canvas) as (kind: string, attributes?: object) => RenderingContext | null;
    canvas.getContext = ((kind: string, attributes?: object) =>
      contextOf(kind, { ...attributes, alpha: false })) as typeof canvas.getContext;
    // Black until the land is drawn.
    canvas.style.visibility = "hidden";
    this.once("style.load", () => {
      this.once("render", () => {
        canvas.style.visibility = "";
      });
    });
  }
}
