import { setImmediate } from "node:timers/promises";

/** Seconds that some work took. `cpu` above `wall` says that several threads worked, below it that others had the core. */
export type Usage = { readonly wall: number; readonly cpu: number };

/** A value and its gradient in the order of the parameter layout. */
export type Evaluation = { readonly value: number; readonly gradient: Float64Array };

/** Somebody who can compute the gradient. */
export type Contender = {
  readonly name: string;
  /** Gradients in one repetition. */
  readonly gradients: number;
  run(repetitions: number): Promise<Usage>;
  /** Value and gradient at one of the agreed positions; null for who shares the code of another one. */
  readonly evaluate: ((position: number) => Promise<Evaluation>) | null;
};

/** What the rounds showed, per gradient. */
export type Timing = {
  readonly name: string;
  readonly gradientsPerSecond: number;
  /** Wall seconds of a gradient: the median over rounds, and the best round. */
  readonly median: number;
  readonly best: number;
  /** CPU seconds of a gradient, median over rounds. */
  readonly cpu: number;
  readonly rounds: number;
  readonly repetitions: number;
};

/** How long the rounds last. */
export type Pace = { readonly rounds: number; readonly secondsPerTurn: number; readonly slowSeconds: number };

/**
 * Lets all contenders work in turn, round after round, so that what else the machine does hits all alike. A turn is about `secondsPerTurn`
 * long; whoever needs more than `slowSeconds` for one repetition takes part in the first two rounds only.
 */
export async function alternate(contenders: readonly Contender[], pace: Pace): Promise<Timing[]> {
  const entries: { contender: Contender; repetitions: number; isSlow: boolean; usages: Usage[] }[] = [];
  for (const contender of contenders) {
    // Two runs, since the first one also pays for compilation and cold memory.
    await contender.run(1);
    const { wall } = await contender.run(1);
    const repetitions = Math.max(1, Math.round(pace.secondsPerTurn / Math.max(wall, 1e-6)));
    entries.push({ contender, repetitions, isSlow: wall > pace.slowSeconds, usages: [] });
  }
  for (let round = 0; round < pace.rounds; round++) {
    for (const { contender, repetitions, isSlow, usages } of entries) {
      if (!isSlow || round < 2) usages.push(await contender.run(repetitions));
      // Contenders inside this process never wait: signals are heard here.
      await setImmediate();
    }
  }
  return entries.map(({ contender: { name, gradients }, repetitions, usages }) => {
    const each = (pick: (usage: Usage) => number) =>
      usages.map((usage) => pick(usage) / (repetitions * gradients)).sort((a, b) => a - b);
    const walls = each(({ wall }) => wall);
    const median = middle(walls);
    const cpu = middle(each((usage) => usage.cpu));
    return {
      ...{ name, gradientsPerSecond: 1 / median, median, best: walls[0] ?? Number.NaN, cpu },
      ...{ rounds: usages.length, repetitions },
    };
  });
}

function middle(sorted: readonly number[]): number {
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2;
}

/** Runs `work` and says what it took of this process. */
export function used(work: () => void): Usage {
  const cpuBefore = process.cpuUsage();
  const before = performance.now();
  work();
  const wall = (performance.now() - before) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { wall, cpu: (user + system) / 1e6 };
}
