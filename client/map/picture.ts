/** What the map shows at this moment as a picture, for print. The map says how it is taken; who prints need not know the map. */
let take: (() => string) | null = null;

/** Called by the pane that holds the map; null when it is gone. */
export function providePicture(how: (() => string) | null): void {
  take = how;
}

/** A PNG as a data address, or null where there is no map. */
export const mapPicture = (): string | null => take?.() ?? null;
