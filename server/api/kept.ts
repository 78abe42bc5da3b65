/** A kept review out of the database, for whoever reads, compares or prints it: one that this version understands, or a problem. */
import { findReview, type ReviewRecord, readReview } from "../database/reviews.ts";
import { FORMAT, formatOf } from "../review/kept.ts";
import type { Parts } from "./parts.ts";
import { notFound, Problem } from "./problem.ts";

/**
 * Its record, and its packed document.
 * @throws 404 when there is none of this id; 409 when another version of the program kept it in a format that this one cannot read
 */
export async function keptReview(
  { database: { db }, version }: Parts,
  id: number,
): Promise<{ record: ReviewRecord; document: Uint8Array }> {
  const [record, document] = [await findReview(db, id), await readReview(db, id)];
  if (record === null || document === null) throw noReview(id);
  const format = formatOf(document);
  if (format !== FORMAT) {
    throw new Problem(
      409,
      "kept-format",
      `The review ${id} "${record.name}" was kept by version ${record.version} in format ${format ?? "unknown"}; this version, ${version}, reads format ${FORMAT}. Read it with version ${record.version}, or keep the review anew and remove this one.`,
    );
  }
  return { record, document };
}

export const noReview = (id: number) => notFound(`There is no kept review ${id}: GET /api/reviews lists them.`);
