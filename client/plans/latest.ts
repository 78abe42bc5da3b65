/** Questions that come faster than answers: one is under way, the newest waits, and those between are never asked. */

export interface Latest<Q> {
  ask(question: Q): void;
  /** Forgets what waits, and what is under way is not told. */
  stop(): void;
}

interface Told<Q, A> {
  answered(question: Q, answer: A): void;
  failed(question: Q, error: unknown): void;
}

export function latestOnly<Q, A>(send: (question: Q) => Promise<A>, { answered, failed }: Told<Q, A>): Latest<Q> {
  let waiting: { question: Q } | null = null;
  let isBusy = false;
  let round = 0;

  async function run(question: Q): Promise<void> {
    isBusy = true;
    const mine = round;
    let tell: () => void;
    try {
      const answer = await send(question);
      tell = () => answered(question, answer);
    } catch (error) {
      tell = () => failed(question, error);
    }
    isBusy = false;
    // What waits is asked before the answer is told: it is found while this one is drawn.
    const next = waiting;
    waiting = null;
    if (next !== null) void run(next.question);
    if (mine === round) tell();
  }

  return {
    ask(question) {
      if (isBusy) waiting = { question };
      else void run(question);
    },
    stop() {
      round++;
      waiting = null;
    },
  };
}
