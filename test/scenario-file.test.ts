/** Whose facility a file means that comes from another database: wrong ones would be closed or moved without a word. */
import { expect, test } from "vitest";
import type { Change } from "../server/api/scenario-messages.ts";
import { recognised } from "../server/scenario-file.ts";
import { randomTown } from "./random-town.ts";

const METRE = 1 / 111_195;

/** A town's facilities with these ids, names and metres north of a place. */
function standing(rows: readonly [id: number, name: string, north: number][]) {
  const { facilities } = randomTown(1);
  return {
    facilities: {
      ...facilities,
      count: rows.length,
      id: Int32Array.from(rows, ([id]) => id),
      name: rows.map(([, name]) => name),
      lon: new Float64Array(rows.length).fill(10),
      lat: Float64Array.from(rows, ([, , north]) => 20 + north * METRE),
    },
  };
}

const close = (id: number, name: string, north: number): Change => {
  return { type: "close-facility", key: 1, of: { id, name, lon: 10, lat: 20 + north * METRE } };
};

test.each<[string, [number, string, number][], Change, number | null]>([
  ["by name and place, whatever its id here", [[7, "A", 0]], close(3, "A", 60), 7],
  [
    "the one at the place, not the namesake that has its id",
    [
      [3, "A", 4000],
      [7, "A", 0],
    ],
    close(3, "A", 0),
    7,
  ],
  [
    "the nearest of its name",
    [
      [7, "A", 0],
      [8, "A", 50],
    ],
    close(3, "A", 40),
    8,
  ],
  [
    "of two at one place that with its id",
    [
      [7, "A", 0],
      [3, "A", 0],
    ],
    close(3, "A", 0),
    3,
  ],
  [
    "one that has moved, by its id, where no other has its name",
    [
      [3, "A", 900],
      [7, "B", 0],
    ],
    close(3, "A", 0),
    3,
  ],
  [
    "none that has moved where others have its name",
    [
      [3, "A", 900],
      [7, "A", 5000],
    ],
    close(3, "A", 0),
    null,
  ],
  ["none that is called otherwise", [[3, "B", 0]], close(3, "A", 0), null],
  ["none of its name with another id far away", [[7, "A", 150]], close(3, "A", 0), null],
])("takes %s", (_, rows, change, id) => {
  const { changes, unknown } = recognised(standing(rows), [change]);
  expect(unknown.map(({ at }) => at)).toEqual(id === null ? [0] : []);
  if (id !== null) expect(changes).toMatchObject([{ of: { id } }]);
});
