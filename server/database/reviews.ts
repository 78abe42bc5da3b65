/** Kept reviews. A list does not read their documents, which may be megabytes. */
import { createHash } from "node:crypto";
import type { Kysely, Selectable } from "kysely";
import type { Database, ReviewsTable } from "./rows.ts";

export type ReviewRecord = Omit<Selectable<ReviewsTable>, "document">;
export type NewReview = Pick<
  Selectable<ReviewsTable>,
  "name" | "version" | "standard_id" | "territory" | "people" | "served" | "document"
> & {
  readonly question: unknown;
  readonly inputs: unknown;
  readonly scenario: ReviewRecord["scenario"];
};

const RECORD = [
  "id",
  "name",
  "kept_at",
  "version",
  "standard_id",
  "question",
  "scenario",
  "inputs",
  "territory",
  "people",
  "served",
  "sha256",
] as const;

export function keepReview(db: Kysely<Database>, review: NewReview): Promise<ReviewRecord> {
  const { question, inputs, scenario, ...values } = review;
  const sha256 = createHash("sha256").update(review.document).digest("hex");
  return db
    .insertInto("reviews")
    .values({
      ...values,
      question: JSON.stringify(question),
      scenario: scenario === null ? null : JSON.stringify(scenario),
      inputs: JSON.stringify(inputs),
      sha256,
    })
    .returning(RECORD)
    .executeTakeFirstOrThrow();
}

/** The latest first. */
export function listReviews(db: Kysely<Database>): Promise<ReviewRecord[]> {
  return db.selectFrom("reviews").select(RECORD).orderBy("id", "desc").execute();
}

/** Null when there is none. */
export async function findReview(db: Kysely<Database>, id: number): Promise<ReviewRecord | null> {
  return (await db.selectFrom("reviews").select(RECORD).where("id", "=", id).executeTakeFirst()) ?? null;
}

/**
 * The packed document of a kept review (kept-review.ts), or null when there is none.
 * @throws when its bytes are not those that were kept
 */
export async function readReview(db: Kysely<Database>, id: number): Promise<Uint8Array | null> {
  const row = await db.selectFrom("reviews").select(["document", "sha256"]).where("id", "=", id).executeTakeFirst();
  if (row === undefined) return null;
  if (createHash("sha256").update(row.document).digest("hex") !== row.sha256) {
    throw new Error(`The stored bytes of review ${id} are not those that were kept: the database is damaged there.`);
  }
  return row.document;
}

/** True when there was one. */
export async function removeReview(db: Kysely<Database>, id: number): Promise<boolean> {
  const removed = await db.deleteFrom("reviews").where("id", "=", id).returning("id").executeTakeFirst();
  return removed !== undefined;
}
