/** Drawing a polygon on the map, corner by corner: each click adds one until the polygon is closed or given up. */
import { getDraft, type Ring, type Side, setDraft } from "./draft.ts";

const LEAST_CORNERS = 3;

export function startDrawing(side: Side): void {
  setDraft({ drawing: { side, corners: [] } });
}

/** Takes a click on the map as a corner. @returns whether a polygon was being drawn, so that the click means nothing else */
export function takeCorner({ lon, lat }: { lon: number; lat: number }): boolean {
  const { drawing } = getDraft();
  if (drawing === null) return false;
  setDraft({ drawing: { ...drawing, corners: [...drawing.corners, [lon, lat]] } });
  return true;
}

export function undoCorner(): void {
  const { drawing } = getDraft();
  if (drawing !== null) setDraft({ drawing: { ...drawing, corners: drawing.corners.slice(0, -1) } });
}

/** Whether the corners make a polygon. */
export const canClose = (corners: Ring): boolean => corners.length >= LEAST_CORNERS;

/** Keeps what was drawn. */
export function closeDrawing(): void {
  const { drawing, ...draft } = getDraft();
  if (drawing === null || !canClose(drawing.corners)) return;
  const region = draft[drawing.side];
  setDraft({ drawing: null, [drawing.side]: { ...region, rings: [...region.rings, drawing.corners] } });
}

export function giveUpDrawing(): void {
  setDraft({ drawing: null });
}
