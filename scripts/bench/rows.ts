/** The rows of the bench, in the order of the table. */
import { catchmentRow } from "./catchment.ts";
import { countryRow } from "./country.ts";
import { dragRow } from "./drag.ts";
import { gainRow } from "./gain.ts";
import { growthRow } from "./growth.ts";
import { importRow } from "./import.ts";
import { loopRow } from "./loop.ts";
import { matrixRow } from "./matrix.ts";
import { requestsRow } from "./requests.ts";
import { reviewRow } from "./review.ts";
import type { Row } from "./row.ts";
import { searchRow } from "./search.ts";
import { sitingRow } from "./siting.ts";
import { wasmRow } from "./wasm.ts";
import { whatIfRow } from "./what-if.ts";

export const ROWS: readonly Row[] = [
  searchRow,
  catchmentRow,
  matrixRow,
  wasmRow,
  countryRow,
  gainRow,
  sitingRow,
  requestsRow,
  loopRow,
  importRow,
  reviewRow,
  whatIfRow,
  growthRow,
  dragRow,
];
