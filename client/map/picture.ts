/** What the map shows at this moment as a picture, for print. The map says how it is taken; who prints need not know the map. */
import type { Theme } from "./colours.ts";

export interface MapPicture {
  /** A PNG as a data address. */
  readonly address: string;
  /** Of the colours it is drawn in. */
  readonly theme: Theme;
  /** From its left to its right edge on the ground, at half its height. */
  readonly metresAcross: number;
}

interface Taker {
  picture(): MapPicture;
  /** Resolves when all of the latest scene is drawn. */
  drawn(): Promise<void>;
}

let taker: Taker | null = null;

/** Called by the pane that holds the map; null when it is gone. */
export function providePicture(how: Taker | null): void {
  taker = how;
}

/** Null where there is no map. */
export const mapPicture = (): MapPicture | null => taker?.picture() ?? null;

/** Resolves when the map shows what it was last told, at once where there is none. */
export const mapDrawn = async (): Promise<void> => taker?.drawn();

/** The longest round length, metres, that takes at most a share of a picture's width. */
export function roundLength(metresAcross: number, share: number): number {
  const most = metresAcross * share;
  const power = 10 ** Math.floor(Math.log10(most));
  return power * ([5, 2, 1].find((digit) => digit * power <= most) ?? 1);
}
