/** The instances of São José dos Campos (Pereira, Lorena and Senne): places in metres, people at each, each place a candidate. */
import { readFileSync } from "node:fs";
import { type CoverageQuestion, coverageQuestion } from "../../server/siting/question.ts";
import { rowsOf } from "../../server/siting/rows.ts";
import { realFile } from "../network/extract.ts";

const numbersOf = (file: string) => readFileSync(realFile("siting", file), "utf8").trim().split(/\s+/).map(Number);

/** Who lives within `metres` in a straight line (≤) is covered. */
export function sjc(instance: string, metres: number, mostSites: number): CoverageQuestion {
  const [count, ...coordinates] = numbersOf(`${instance}.txt`);
  const weight = Float64Array.from(numbersOf(`demand-${instance}.dat`));
  const places = Array.from({ length: count }, (_, i) => [coordinates[2 * i], coordinates[2 * i + 1]]);
  const lists = places.map(([x, y]) => places.flatMap(([a, b], i) => (Math.hypot(a - x, b - y) <= metres ? [i] : [])));
  return coverageQuestion({ byCandidate: rowsOf(lists), weight, mostSites });
}

export interface Optimum {
  readonly instance: string;
  readonly S: number;
  readonly p: number;
  readonly opt: number;
}

export const optima = (): Optimum[] => JSON.parse(readFileSync(realFile("siting", "mclp-optima.json"), "utf8"));
