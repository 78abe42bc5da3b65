/**
 * Any goal with any limits: the stages in order, stopped at any time with the best so far and its bound.
 *
 *   1. a smaller question with the same answers (joint-question.ts)
 *   2. a first answer that keeps all limits, improved by swaps and shakes (joint-search.ts)
 *   3. bounds, by Lagrangian relaxation without quotas and spacing: they rule out candidates (joint-bound.ts, median-bound.ts)
 *   4. what is left, when it fits, whole to HiGHS (joint-model.ts), which closes the gap
 *
 * What cannot be had is told by joint-short.ts.
 */
import { type JointOracle, jointOracle, mostIn, needLimits, needPrices, quotaPeople } from "./joint-bound.ts";
import { jointEntries, jointModel } from "./joint-model.ts";
import {
  type JointPart,
  type JointQuestion,
  jointPart,
  MOVABLE,
  NEW,
  shortIn,
  type Worth,
  withCandidates,
  worthOf,
} from "./joint-question.ts";
import { choicesOf, fill, ordered, prune, searchFewest, shake, swap } from "./joint-search.ts";
import { whatIsShort } from "./joint-short.ts";
import { JointState } from "./joint-state.ts";
import { medianOracle } from "./median-bound.ts";
import { medianPart } from "./median-part.ts";
import { HIGHS_TOLERANCE, type MipSolver } from "./mip.ts";
import {
  areWhole,
  EQUAL_SHARE,
  gapPercentOf,
  type Infeasible,
  safeBound,
  silent,
  sumOf,
  type Watch,
} from "./question.ts";
import { descend } from "./subgradient.ts";

export interface JointAnswer {
  readonly kind: "answer";
  /** New sites in the order in which they add most. */
  readonly sites: readonly number[];
  /** Movable sites that close, ascending. */
  readonly closed: readonly number[];
  /** "most": weight covered; "fewest": new sites less closed ones; "mean": sum of costs × weights; "keep": 0. */
  readonly value: number;
  /** Nothing is better; equal to the value when that is proven. */
  readonly bound: number;
  readonly method: string;
  readonly stoppedEarly: boolean;
}

/** No answer that keeps all quotas was found, and none of them is proven to be impossible. */
export interface Unknown {
  readonly kind: "unknown";
}

/** How far the work is: `sites` and `closed` of the best answer so far, null before there is one. */
export interface Told {
  readonly stage: string;
  readonly best: {
    readonly value: number;
    readonly sites: readonly number[];
    readonly closed: readonly number[];
  } | null;
  /** Null before there is one. */
  readonly bound: number | null;
}

export interface JointEffort {
  /** Evaluations of the bound in all. */
  readonly evaluations: number;
  readonly shakes: number;
  /** HiGHS is given models of at most so many entries; 0 for never. */
  readonly mostEntries: number;
}

export const JOINT_EFFORT: JointEffort = { evaluations: 1_200, shakes: 40, mostEntries: 500_000 };

export interface JointSetting {
  /** Null: heuristics and bounds only. */
  readonly solver: MipSolver | null;
  readonly watch: Watch;
  readonly effort?: Partial<JointEffort>;
  tell?(told: Told): void;
}

const EVALUATIONS_A_ROUND = 120;
const EVALUATIONS_A_TRIAL = 20;
/** HiGHS keeps quotas within its tolerance only: asked for a little more, it keeps all of them. */
const ATTEMPTS = 4;

export function solveJoint(question: JointQuestion, setting: JointSetting): JointAnswer | Infeasible | Unknown {
  const part = jointPart(question);
  const run = new Run(question, part, setting);
  if (part.owed.some((owed, quota) => owed > sumOfQuota(part, quota))) return explained(question, part, setting);
  if (question.capacity === null) run.search();
  const left = question.capacity === null ? run.descend() : part;
  if (left !== null && !run.isProven) run.exact(left);
  return run.best === null ? explained(question, part, setting) : run.answer();
}

function sumOfQuota({ demandsOf, people }: JointPart, quota: number): number {
  let sum = 0;
  for (let k = demandsOf.first[quota]; k < demandsOf.first[quota + 1]; k++) sum += people[demandsOf.items[k]];
  return sum;
}

function explained(question: JointQuestion, part: JointPart, setting: JointSetting): Infeasible | Unknown {
  const { mostEntries } = { ...JOINT_EFFORT, ...setting.effort };
  const solver = jointEntries(part) <= mostEntries ? setting.solver : null;
  return whatIsShort(question, part, { solver, watch: silent(setting.watch) }) ?? { kind: "unknown" };
}

interface Best {
  readonly sites: readonly number[];
  readonly closed: readonly number[];
  readonly worth: Worth;
  readonly value: number;
}

/** Best answer and bound of one question while it is worked on. */
class Run {
  readonly #question: JointQuestion;
  readonly #whole: JointPart;
  readonly #setting: JointSetting;
  readonly #effort: JointEffort;
  readonly #isLess: boolean;
  readonly #isWhole: boolean;
  readonly #methods: string[] = [];
  best: Best | null = null;
  #bound: number;
  readonly #rounding: number;

  constructor(question: JointQuestion, part: JointPart, setting: JointSetting) {
    const { aim, walks, weight } = question;
    this.#question = question;
    this.#whole = part;
    this.#setting = setting;
    // The bound is a difference of sums that may be as large as all that is paid as things stand.
    this.#rounding = aim === "mean" ? (walks?.weight.length ?? 0) * Number.EPSILON * this.#costAtMost() : 0;
    this.#effort = { ...JOINT_EFFORT, ...setting.effort };
    this.#isLess = aim === "fewest" || aim === "mean";
    this.#isWhole =
      aim === "mean"
        ? walks !== null && areWhole(walks.weight) && areWhole(walks.base)
        : aim === "fewest" || areWhole(weight);
    this.#bound = this.#isLess ? 0 : aim === "keep" ? 0 : part.covered + sumOf(part.weight);
  }

  get isProven(): boolean {
    if (this.best === null) return false;
    const { value } = this.best;
    return this.#question.aim === "keep" || gapOf(value, this.#bound, this.#isLess) === 0;
  }

  #isOver(): boolean {
    return this.#setting.watch.isStopped() || this.isProven;
  }

  /** A bound on all answers: better ones than the present, if any, are no better than it. */
  #tighten(bound: number): void {
    const value = this.best?.value;
    let safe: number;
    if (this.#isLess) {
      const sure = bound - Math.abs(bound) * EQUAL_SHARE - this.#rounding;
      safe = Math.min(this.#isWhole ? Math.ceil(sure - 1e-6) : sure, value ?? Number.POSITIVE_INFINITY);
      if (safe <= this.#bound) return;
    } else {
      safe = safeBound(Math.max(bound, value ?? bound), this.#isWhole && this.#question.capacity === null);
      if (safe >= this.#bound) return;
    }
    this.#bound = safe;
    this.#tell("bound");
  }

  /** Takes an answer when it keeps the quotas and is better. @returns what it is short of */
  #offer(part: JointPart, open: Iterable<number>, served: number | null = null): Float64Array {
    const isOpen = new Set(Array.from(open, (c) => part.candidateOf[c]));
    const { movable, existing } = this.#question;
    const stands = new Set([...existing, ...(movable?.sites ?? [])]);
    const closed = [...(movable?.sites ?? [])].filter((site) => !isOpen.has(site)).sort((a, b) => a - b);
    const sites = [...isOpen].filter((site) => !stands.has(site));
    const fresh = worthOf(this.#question, isOpen);
    // Whom flows serve is not whom open sites reach.
    const worth = served === null ? fresh : { covered: served, short: new Float64Array(), walk: 0 };
    if (shortIn(worth.short) > 0) return worth.short;
    const { aim } = this.#question;
    const value =
      aim === "most"
        ? worth.covered
        : aim === "mean"
          ? worth.walk
          : aim === "fewest"
            ? sites.length - closed.length
            : 0;
    const isBetter = this.best === null || (this.#isLess ? value < this.best.value : value > this.best.value);
    // Of equal answers the one with fewer moves.
    if (isBetter || (value === this.best?.value && closed.length < this.best.closed.length)) {
      this.best = { sites, closed, worth, value };
      this.#tell("answer");
    }
    return worth.short;
  }

  #offerState(state: JointState): void {
    const { part, isOpen } = state;
    this.#offer(
      part,
      [...isOpen.keys()].filter((c) => isOpen[c] === 1),
    );
  }

  /** First answers, each improved by swaps. */
  search(): void {
    this.#methods.push("greedy", "swaps");
    const { watch } = this.#setting;
    const part = this.#whole;
    const choices = choicesOf(part);
    if (part.aim === "fewest") {
      for (const choice of choices) {
        const state = new JointState(part);
        searchFewest(state, [choice], watch, () => this.#offerState(state));
      }
      return;
    }
    for (const choice of choices) {
      const state = new JointState(part);
      fill(state, choice);
      this.#offerState(state);
      swap(state, choices, watch);
      this.#settle(state);
      if (this.#isOver()) return;
      const found = () => {
        this.#settle(state);
        return this.#isOver();
      };
      const rounds = this.best === null ? 2 * this.#effort.shakes : Math.ceil(this.#effort.shakes / choices.length);
      shake(state, choices, { rounds, watch, found });
    }
  }

  /** Offers a state, once as it is and once without what it can do without. */
  #settle(state: JointState): void {
    this.#offerState(state);
    const [sites, closed] = [[...state.sites], [...state.closed]];
    prune(state);
    for (const site of [...state.closed]) if (state.mayOpen(site)) state.add(site);
    this.#offerState(state);
    state.set(sites, closed);
  }

  /** Descends in the bound without quotas and spacing; returns what may still hold a better answer, null when nothing does. */
  descend(): JointPart | null {
    const { aim } = this.#question;
    if (aim === "keep" || this.#isOver()) return this.#whole;
    this.#methods.push("Lagrangian bound");
    if (aim === "fewest") {
      this.#fewestBound();
      return this.#whole;
    }
    let part = this.#whole;
    const isWalk = aim === "mean";
    const prices = isWalk ? walkPrices(part) : needPrices(part, part.weight);
    let oracle = isWalk ? walkOracle(part) : jointOracle(part, part.weight);
    for (let left = this.#effort.evaluations; left > 0 && !this.#isOver(); left -= EVALUATIONS_A_ROUND) {
      const before = this.#bound;
      const gapBefore = this.best === null ? 0 : Math.abs(this.best.value - before);
      const now = part;
      const most = isWalk ? walkLimits(now) : needLimits(now, now.weight);
      const sign = isWalk ? -1 : 1;
      const always = isWalk ? 0 : now.covered;
      descend(oracle, {
        ...{ prices, most, iterations: EVALUATIONS_A_ROUND },
        target: () => sign * ((this.best?.value ?? 0) - always),
        isDone: (least, n) => {
          this.#tighten(always + sign * least);
          if (n % EVALUATIONS_A_TRIAL === EVALUATIONS_A_TRIAL - 1) this.#trial(now, oracle.chosen);
          return this.#isOver();
        },
      });
      const value = oracle.evaluate(prices, new Float64Array(prices.length));
      this.#tighten(always + sign * value);
      if (this.best === null || this.#isOver()) return part;
      const room = this.#isWhole ? 1 - 1e-6 : 0;
      const needed = oracle.mayBeNeeded(sign * value, this.best.value - always + sign * room);
      if (!needed.includes(1)) {
        this.#bound = this.best.value;
        return null;
      }
      const count = needed.reduce((sum, each) => sum + each, 0);
      const isSmaller = count <= 0.8 * needed.length;
      if (isSmaller) {
        part = withCandidates(part, needed);
        oracle = isWalk ? walkOracle(part) : jointOracle(part, part.weight);
      }
      const isStuck = !isSmaller && Math.abs(this.#bound - before) < 0.02 * gapBefore;
      if (isStuck) break;
    }
    return part;
  }

  /** Tries the sites that a bound chose. */
  #trial(part: JointPart, chosen: readonly number[]): void {
    const { watch } = this.#setting;
    const state = new JointState(part);
    for (const site of chosen) if (part.stands[site] === NEW && state.mayOpen(site)) state.add(site);
    const [choice] = choicesOf(part);
    fill(state, choice);
    swap(state, [choice], watch);
    this.#settle(state);
  }

  /** So many sites are too few when the most people that they could cover do not fill some quota. */
  #fewestBound(): void {
    const part = this.#whole;
    const quota = largestQuota(part);
    if (quota < 0) return;
    const isMine = quotaPeople(part, quota);
    let [low, high] = [this.#bound, this.best?.value ?? part.candidateOf.length];
    while (low < high && !this.#isOver()) {
      const few = Math.floor((low + high) / 2);
      if (mostIn({ ...part, mostSites: few }, isMine, part.owed[quota], this.#setting.watch) < part.owed[quota]) {
        low = few + 1;
        this.#tighten(low);
      } else high = few;
    }
  }

  /** Gives a part to HiGHS. */
  exact(part: JointPart): void {
    const { solver, watch } = this.#setting;
    if (solver === null || jointEntries(part) > this.#effort.mostEntries) return;
    this.#methods.push("HiGHS");
    let asked = part;
    for (let attempt = 1; ; attempt++) {
      const { model, constant, openIn, valuesOf } = jointModel(solver, asked);
      const result = solver.solve(model, {
        watch,
        start: this.#startOf(asked, valuesOf),
        found: (_, bound) => {
          if (attempt === 1 && Number.isFinite(bound)) this.#tighten(this.#boundOf(bound + constant));
        },
      });
      if (result.status === "infeasible") {
        // Without the candidates that are ruled out nothing may be possible at all: then the best is in hand.
        if (attempt === 1 && this.best !== null) this.#bound = this.best.value;
        return;
      }
      const isServed = this.#question.capacity !== null;
      const short =
        result.values === null
          ? null
          : this.#offer(part, openIn(result.values), isServed ? result.objective + constant : null);
      // Only the first model asks for no more than the quotas, so its bound is the one that holds.
      if (attempt === 1) {
        const isBest = result.status === "optimal" && short !== null && shortIn(short) === 0;
        if (isBest && this.best !== null && this.#isReached(result.objective + constant)) this.#bound = this.best.value;
        else this.#tighten(this.#boundOf(result.bound + constant));
      }
      if (short === null || shortIn(short) === 0 || attempt === ATTEMPTS || watch.isStopped()) return;
      asked = { ...asked, owed: asked.owed.map((owed, quota) => owed + 2 * short[quota]) };
    }
  }

  /** Whether the best answer comes to what HiGHS calls the best, within its tolerances. */
  #isReached(objective: number): boolean {
    if (this.best === null) return false;
    const { value } = this.best;
    const { aim } = this.#question;
    if (aim === "keep") return true;
    if (aim === "fewest") return value <= this.#netOf(objective);
    const all = aim === "mean" ? this.#costAtMost() : value;
    const near = Math.abs(all) * HIGHS_TOLERANCE * (aim === "mean" ? 1e-3 : 1) + HIGHS_TOLERANCE;
    return aim === "mean" ? value <= -objective + near : objective <= value + near;
  }

  #costAtMost(): number {
    const { walks } = this.#question;
    return walks === null ? 0 : walks.base.reduce((sum, cost, i) => sum + cost * walks.weight[i], 0);
  }

  /** What HiGHS proves of the objective, in the unit of the answer and safe against its tolerances. */
  #boundOf(objective: number): number {
    const { aim } = this.#question;
    const raised = objective + Math.abs(objective) * HIGHS_TOLERANCE;
    if (aim === "fewest") return Math.max(0, this.#netOf(raised));
    return aim === "mean" ? Math.max(0, -raised) : raised;
  }

  /** New sites less closed ones, of an objective that counts each of them (movable sites + 1) times and each move once. */
  #netOf(objective: number): number {
    const movables = this.#whole.stands.reduce((sum, how) => sum + (how === MOVABLE ? 1 : 0), 0);
    return Math.floor(Math.ceil(-objective - 1e-4) / (movables + 1));
  }

  #startOf(part: JointPart, valuesOf: (open: number[]) => Float64Array | null): Float64Array | null {
    if (this.best === null) return null;
    const inPart = new Map(Array.from(part.candidateOf, (whole, c) => [whole, c]));
    const closed = new Set(this.best.closed);
    const stands = [...part.stands.keys()].filter((c) => part.stands[c] !== NEW && !closed.has(part.candidateOf[c]));
    const mine = this.best.sites.map((site) => inPart.get(site) ?? -1);
    return mine.includes(-1) ? null : valuesOf([...stands, ...mine]);
  }

  answer(): JointAnswer {
    if (this.best === null) throw new Error("There is no answer to be told.");
    const { sites, closed, value } = this.best;
    const inPart = new Map(Array.from(this.#whole.candidateOf, (whole, c) => [whole, c]));
    const numbers = (list: readonly number[]) => list.map((site) => inPart.get(site) ?? -1).filter((c) => c >= 0);
    const order = ordered(this.#whole, numbers(sites), numbers(closed));
    return {
      kind: "answer",
      sites: order.map((c) => this.#whole.candidateOf[c]),
      closed,
      value,
      bound: this.isProven ? value : this.#bound,
      method: [...new Set(this.#methods)].join(" + "),
      stoppedEarly: this.#setting.watch.isStopped() && !this.isProven,
    };
  }

  #tell(stage: string): void {
    this.#setting.tell?.({ stage, best: this.best, bound: Number.isFinite(this.#bound) ? this.#bound : null });
  }
}

function gapOf(value: number, bound: number, isLess: boolean): number {
  return isLess ? gapPercentOf(bound, value) : gapPercentOf(value, bound);
}

function largestQuota({ owed }: JointPart): number {
  let largest = -1;
  owed.forEach((each, quota) => {
    if (each > 0 && (largest < 0 || each > owed[largest])) largest = quota;
  });
  return largest;
}

function walkLimits({ walks }: JointPart): Float64Array {
  return walks === null ? new Float64Array() : walks.base.map((base, i) => base * walks.weight[i]);
}

/** What greedy's sites leave each point to pay. */
function walkPrices(part: JointPart): Float64Array {
  return walkLimits(part).map((most) => most / 2);
}

/** As jointOracle, for the sum of walks. */
function walkOracle(part: JointPart): JointOracle {
  const { walks, stands, mostOfKind, mostSites, candidateOf } = part;
  if (walks === null) throw new Error("Asks for walks.");
  const moves = stands.reduce((sum, how) => sum + (how === NEW ? 0 : 1), 0);
  const most =
    Math.min(
      mostSites,
      mostOfKind.reduce((a, b) => a + b, 0),
    ) + moves;
  const { byCandidate, weight, base } = walks;
  const nearer = medianPart(byCandidate, { weight, base, mostSites: Math.min(most, candidateOf.length) });
  const oracle = medianOracle(nearer);
  return {
    get chosen() {
      return oracle.chosen.map((n) => nearer.candidateOf[n]);
    },
    evaluate: oracle.evaluate,
    mayBeNeeded: (bound, best) => {
      // Sites that are chosen may be missing in a better answer, but only those that are not chosen can be ruled out; and
      // whoever makes no walk shorter may be what a quota needs.
      const isNeeded = new Uint8Array(candidateOf.length).fill(1);
      const chosen = new Set(oracle.chosen);
      const safe = bound * (1 - 1e-9);
      oracle.penalties().forEach((penalty, n) => {
        if (!chosen.has(n) && safe + penalty >= best) isNeeded[nearer.candidateOf[n]] = 0;
      });
      return isNeeded;
    },
  };
}
