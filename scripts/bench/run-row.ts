/** The process of one row: runs it and sends its result to the parent. Argument: an Order as JSON. */
import { createBench } from "./create.ts";
import type { Size } from "./row.ts";
import { ROWS } from "./rows.ts";

export interface Order {
  readonly row: string;
  readonly size: Size;
  readonly withPeers: boolean;
  readonly port: number;
}

const order = JSON.parse(process.argv[2] ?? "null") as Order | null;
const row = ROWS.find(({ name }) => name === order?.row);
if (order === null || row === undefined) throw new Error("Needs one argument: the order of a row, as JSON.");
const result = await row.run(createBench(order));
await new Promise((resolve) => process.send?.(result, resolve));
process.disconnect?.();
