/** The obvious twin of server/access/equity.ts: every person for herself, and every pair of persons for the Gini. Whole people only. */

interface Person {
  readonly point: number;
  readonly minutes: number;
  readonly isCovered: boolean;
}

/** The first of each point's people are the covered ones. */
export function peopleOf(minutes: readonly number[], people: readonly number[], covered: readonly number[]): Person[] {
  return minutes.flatMap((walk, point) =>
    Array.from({ length: people[point] }, (_, i) => ({ point, minutes: walk, isCovered: i < covered[point] })),
  );
}

/** Gini's mean difference, over all ordered pairs, over twice the mean. */
export function slowGini(values: readonly number[]): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  if (mean === 0) return 0;
  let differences = 0;
  for (const a of values) for (const b of values) differences += Math.abs(a - b);
  return differences / values.length ** 2 / (2 * mean);
}

/** Share of all minutes that the first so many of the sorted walk; between two persons in a straight line. */
export function slowLorenz(values: readonly number[], peopleShare: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const total = sorted.reduce((a, b) => a + b, 0);
  if (total === 0) return peopleShare;
  const persons = peopleShare * sorted.length;
  return sorted.reduce((sum, walk, i) => sum + walk * Math.min(1, Math.max(0, persons - i)), 0) / total;
}

/** The so many with the longest walks; those at the border each with the same part of themselves. */
export function slowWorst(persons: readonly Person[], wanted: number) {
  const sorted = [...persons].sort((a, b) => (a.minutes === b.minutes ? 0 : b.minutes - a.minutes));
  const { minutes: border } = sorted[Math.ceil(wanted) - 1];
  const inside = persons.filter(({ minutes }) => minutes > border);
  const atBorder = persons.filter(({ minutes }) => minutes === border);
  const part = (wanted - inside.length) / atBorder.length;
  const parts = [...inside.map((person) => ({ person, part: 1 })), ...atBorder.map((person) => ({ person, part }))];
  const sum = (of: (person: Person) => number) => parts.reduce((total, each) => total + of(each.person) * each.part, 0);
  return { border, sum };
}
