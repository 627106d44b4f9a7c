import { setImmediate } from "node:timers/promises";
import { median } from "./statistics.ts";

/** Seconds that passed, and seconds of processor time. */
export type Usage = { readonly wall: number; readonly cpu: number };

/** A value and its gradient in the order of the parameter layout. */
export type Evaluation = { readonly value: number; readonly gradient: Float64Array };

/** One way to compute the value and the gradient of a density. */
export type Candidate = {
  readonly name: string;
  /** Gradients that one repetition computes. */
  readonly gradients: number;
  run(repetitions: number): Promise<Usage>;
  /** Value and gradient at a common position; null if another candidate has the same code. */
  readonly evaluate: ((position: number) => Promise<Evaluation>) | null;
};

/** What the rounds showed, in seconds per gradient: medians over rounds, and the best round. */
export type Timing = Awaited<ReturnType<typeof alternate>>[number];

/**
 * Runs all candidates one after the other, round after round, so that other load on the machine
 * hits all alike. In a round each candidate runs for about `secondsEach`. A candidate that needs
 * more than `slowSeconds` for one repetition takes part in the first two rounds only.
 */
export async function alternate(
  candidates: readonly Candidate[],
  pace: { readonly rounds: number; readonly secondsEach: number; readonly slowSeconds: number },
) {
  const entries: { candidate: Candidate; repetitions: number; isSlow: boolean; usages: Usage[] }[] = [];
  for (const candidate of candidates) {
    // Two runs, since the first one also pays for compilation and cold memory.
    await candidate.run(1);
    const { wall } = await candidate.run(1);
    const repetitions = Math.max(1, Math.round(pace.secondsEach / Math.max(wall, 1e-6)));
    entries.push({ candidate, repetitions, isSlow: wall > pace.slowSeconds, usages: [] });
  }
  for (let round = 0; round < pace.rounds; round++) {
    for (const { candidate, repetitions, isSlow, usages } of entries) {
      if (!isSlow || round < 2) usages.push(await candidate.run(repetitions));
      // Candidates inside this process never wait: signals are heard here.
      await setImmediate();
    }
  }
  return entries.map(({ candidate: { name, gradients }, repetitions, usages }) => {
    const walls = usages.map(({ wall }) => wall / (repetitions * gradients));
    const cpu = median(usages.map((usage) => usage.cpu / (repetitions * gradients)));
    const middle = median(walls);
    const rates = { gradientsPerSecond: 1 / middle, median: middle, best: Math.min(...walls), cpu };
    return { name, ...rates, rounds: usages.length, repetitions };
  });
}

/** Times some repetitions of work that does not wait. */
export function timeRepetitions(repetitions: number, work: () => void): Usage {
  const cpuBefore = process.cpuUsage();
  const before = performance.now();
  for (let k = 0; k < repetitions; k++) work();
  const wall = (performance.now() - before) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { wall, cpu: (user + system) / 1e6 };
}
