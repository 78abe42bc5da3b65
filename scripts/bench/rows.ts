/** The rows of the bench, in the order of the table. */

import { catchmentRow } from "./catchment.ts";
import { matrixRow } from "./matrix.ts";
import type { Row } from "./row.ts";
import { searchRow } from "./search.ts";

export const ROWS: readonly Row[] = [searchRow, catchmentRow, matrixRow];
