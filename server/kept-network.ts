/** A network between two starts of the program: read from its snapshot where that is current, else built and then kept there. */
import type { TerritoryRows } from "./database/territory-rows.ts";
import { readSnapshot, writeSnapshot } from "./snapshot.ts";
import type { BuiltNetwork } from "./territory.ts";

export class KeptNetwork {
  readonly #file: string | null;
  readonly #build: (rows: TerritoryRows) => BuiltNetwork;
  #key = "";
  #stored: BuiltNetwork | null = null;
  #built: BuiltNetwork | null = null;

  constructor(file: string | null, build: (rows: TerritoryRows) => BuiltNetwork) {
    this.#file = file;
    this.#build = build;
  }

  /** Whether the snapshot is of this key. */
  read(key: string): boolean {
    this.#key = key;
    this.#stored = this.#file === null ? null : storedNetwork(this.#file, key);
    return this.#stored !== null;
  }

  of(rows: TerritoryRows): BuiltNetwork {
    if (this.#stored !== null) return this.#stored;
    this.#built = this.#build(rows);
    return this.#built;
  }

  write(): void {
    if (this.#file !== null && this.#built !== null) store(this.#file, this.#key, this.#built);
  }
}

function storedNetwork(file: string, key: string): BuiltNetwork | null {
  let snapshot: ReturnType<typeof readSnapshot>;
  try {
    snapshot = readSnapshot(file, key);
  } catch (error) {
    console.warn(`${file} cannot be read (${String(error)}). The network is built again.`);
    return null;
  }
  if (snapshot.state === "whole") return snapshot.built;
  if (snapshot.state === "damaged") console.warn(`${snapshot.reason} The network is built again.`);
  return null;
}

/** A full disk stops nobody from working: the next start takes longer. */
function store(file: string, key: string, built: BuiltNetwork): void {
  try {
    writeSnapshot(file, key, built);
  } catch (error) {
    console.warn(`The network could not be stored in ${file}, so the next start builds it again: ${String(error)}`);
  }
}
