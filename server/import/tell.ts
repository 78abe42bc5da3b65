/** The record of an import in plain words, for the terminal. */
import type { ImportRecord } from "../api/messages.ts";

/** Refusals and conflicts shown; the rest is counted. */
const SHOWN = 20;

const STATES: Readonly<Record<ImportRecord["state"], string>> = {
  running: "is still being imported",
  stored: "stored",
  refused: "not stored, because rows are wrong",
  failed: "not stored",
  stopped: "stopped; nothing was changed",
};

/** Lines that say what became of an import: rows, what is wrong with which line and how to repair it, warnings, conflicts. */
export function tellImport(record: ImportRecord): string[] {
  const lines = [`${record.fileName} as "${record.sourceName}" (${record.kind}): ${STATES[record.state]}.`];
  const say = (text: string) => lines.push(`  ${text}`);
  if (record.error) say(record.error);
  if (record.rowsRead > 0) {
    say(
      `Rows: ${record.rowsRead} read, ${record.rowsKept} kept, ${record.rowsRefused} refused. Coordinates: ${record.coordinates}.`,
    );
  }
  for (const { line, field, value, problem, remedy } of record.refusals.slice(0, SHOWN)) {
    const place = [line === null ? null : `line ${line}`, field, value === null ? null : `"${value}"`];
    const where = place.filter((part) => part !== null).join(", ");
    say(`${where ? `${where}: ` : ""}${problem} ${remedy}`);
  }
  if (record.rowsRefused > SHOWN)
    say(`… and ${record.rowsRefused - SHOWN} more; the record of import ${record.id} lists them.`);
  if (record.state === "refused") say("Repair these rows, or store the others with --keep-good.");
  for (const warning of record.warnings) say(`Note: ${warning}`);
  for (const conflict of record.conflicts.slice(0, SHOWN)) say(tellConflict(conflict));
  if (record.conflicts.length > SHOWN) say(`… and ${record.conflicts.length - SHOWN} more conflicts.`);
  const details = Object.entries(record.details).map(
    ([name, value]) => `${name} ${typeof value === "object" ? JSON.stringify(value) : value}`,
  );
  if (details.length > 0 && record.state === "stored") say(`Details: ${details.join("; ")}.`);
  return lines;
}

function tellConflict({ name, field, kept, inFile }: ImportRecord["conflicts"][number]): string {
  if (field === "removed") return `Removed by hand, not added again: ${name} (the file has "${inFile ?? ""}").`;
  if (field === "(all)" && inFile === null) return `Edited by hand and no longer in the file, kept: ${name}.`;
  return `Edited by hand, kept: ${name}, ${field}: "${kept ?? ""}" (the file says "${inFile ?? ""}").`;
}
