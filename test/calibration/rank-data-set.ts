import { bulkEss } from "../../trainer/diagnostics/effective-sample-size.ts";
import { coefficientReader } from "../../trainer/model/coefficients.ts";
import { drawInitialParameters } from "../../trainer/model/initial-parameters.ts";
import { modelNutsOptions } from "../../trainer/model/nuts-options.ts";
import type { Problem } from "../../trainer/model/problem.ts";
import { type Chain, startChain } from "../../trainer/nuts/chain.ts";
import type { Mechanics, Vector } from "../../trainer/nuts/mechanics.ts";
import { nextUniform, seedStream } from "../../trainer/nuts/random.ts";
import type { Configuration } from "./configurations.ts";
import { openEngine } from "./engine.ts";
import { quantitiesOf } from "./quantities.ts";
import { type ModelDraw, simulate } from "./simulate.ts";

/** L: number of draws that a rank is taken among. */
export const rankedDraws = 99;

/**
 * Warm-up iterations of every data set. All other options are those of training, but for the target
 * acceptance where a configuration has its own.
 */
export const warmup = 300;

/** Draws are doubled until the smallest effective sample size is L, or there are this many. */
const firstDraws = 200;
export const mostDraws = 1600;

/** A divergent trajectory after warm-up. */
export type Divergence = {
  readonly energyError: number;
  /** Whether its last step began where a scale was outside the middle 90 % of the chain's draws. */
  readonly low: boolean;
  readonly high: boolean;
};

/** What one simulated data set gives. */
export type DataSetRanks = {
  /** Rank of the truth among the thinned draws, per quantity. */
  readonly ranks: readonly number[];
  readonly draws: number;
  readonly leastEss: number;
  readonly divergences: readonly Divergence[];
  readonly depthHits: number;
  readonly steps: number;
  readonly iterations: number;
};

/**
 * Simulates data set `index` of a configuration, samples its posterior and ranks the truth. A pure
 * function of its arguments.
 */
export function rankDataSet(configuration: Configuration, index: number, seed: number): DataSetRanks {
  const stream = 3 * index;
  const { scalePriors, noise, power } = configuration;
  const simulation = simulate(scalePriors, noise, seedStream(seed, stream), power);
  const quantities = quantitiesOf(simulation.problem);
  const most = configuration.fault?.limits?.mostDraws ?? mostDraws;
  const { advance, current, lastFrom } = openChain(configuration, simulation.problem, seed, stream);
  const tally = { depthHits: 0, steps: 0, iterations: 0 };
  const ends: { energyError: number; scales: number[] }[] = [];
  const traces: number[][] = quantities.map(() => []);

  const run = (iterations: number, keep: boolean) => {
    for (let k = 0; k < iterations; k++) {
      const { iteration } = advance();
      tally.iterations++;
      tally.steps += iteration.steps;
      if (!keep) continue;
      if (iteration.end.kind === "divergent")
        ends.push({ energyError: iteration.end.energyError, scales: lastFrom() });
      if (iteration.end.kind === "max-depth") tally.depthHits++;
      const draw = current();
      quantities.forEach(({ value }, k) => {
        traces[k]?.push(value(simulation, draw));
      });
    }
  };

  run(warmup, false);
  run(firstDraws, true);
  const count = () => traces[0]?.length ?? 0;
  const leastOf = () => Math.min(...traces.map((trace) => bulkEss([Float64Array.from(trace)])));
  let leastEss = leastOf();
  while (!(leastEss >= rankedDraws) && count() < most) {
    run(count(), true);
    leastEss = leastOf();
  }
  const ties = seedStream(seed, stream + 2);
  const ranks = quantities.map(({ value }, k) =>
    rankAmong(thin(traces[k] ?? [], rankedDraws), value(simulation, simulation.truth), ties),
  );
  const divergences = ends.map(({ energyError, scales }) => ({
    energyError,
    ...placeOf(scales, traces.slice(0, scales.length)),
  }));
  return { ranks, draws: count(), leastEss, divergences, ...tally };
}

/** Whether any of some scales is outside the middle 90 % of its trace. */
function placeOf(scales: readonly number[], traces: readonly (readonly number[])[]) {
  const [low, high] = [0.05, 0.95].map((share) =>
    traces.map((trace) => [...trace].sort((a, b) => a - b)[Math.floor(share * trace.length)] ?? Number.NaN),
  );
  return {
    low: scales.some((scale, k) => scale < (low?.[k] ?? 0)),
    high: scales.some((scale, k) => scale > (high?.[k] ?? 0)),
  };
}

/**
 * A chain on the configuration's engine, its current draw in the model's terms, and the learned
 * scales at the start of its last integrator step.
 */
function openChain(configuration: Configuration, truthful: Problem, seed: number, stream: number) {
  const { fault } = configuration;
  const problem = fault?.problem?.(truthful) ?? truthful;
  const nutsOptions = modelNutsOptions(problem, warmup);
  const maxDepth = fault?.limits?.maxDepth ?? nutsOptions.maxDepth;
  const engine = openEngine(configuration, problem, seed, stream + 1);
  const inner = fault?.mechanics?.(engine) ?? engine.mechanics;
  const { layout, read: readCoefficients } = coefficientReader(problem);
  const from = new Float64Array(layout.dimension);
  const mechanics: Mechanics = {
    ...inner,
    leapfrog: (point, ...rest) => {
      engine.read(point.q, from);
      return inner.leapfrog(point, ...rest);
    },
  };
  const start = () => {
    const [q, gradient] = [mechanics.acquire(), mechanics.acquire()];
    engine.write(q, drawInitialParameters(problem, seedStream(seed, stream + 2)));
    return { q, gradient, logDensity: mechanics.evaluate(q, gradient) };
  };
  const stepSize = {
    ...nutsOptions.stepSize,
    target: configuration.acceptance ?? nutsOptions.stepSize.target,
  };
  const chain: Chain = startChain(mechanics, { ...nutsOptions, stepSize, maxDepth, start });
  const parameters = new Float64Array(layout.dimension);
  const coefficients = new Float32Array(layout.features * layout.columns);
  const scales = new Float64Array(problem.tree.groups.length);
  let position: Vector = 0;
  return {
    advance: () => {
      const advanced = chain.advance();
      position = advanced.position.q;
      return advanced;
    },
    lastFrom: () => Array.from(from.subarray(0, layout.coefficientStart), Math.exp),
    current: (): ModelDraw => {
      engine.read(position, parameters);
      readCoefficients(parameters, coefficients, scales);
      return {
        scales,
        coefficients,
        standardised: parameters.subarray(layout.coefficientStart, layout.noiseStart),
        noise: parameters.subarray(layout.noiseStart),
      };
    },
  };
}

/** `count` values evenly spread over a trace, the last one included. */
function thin(trace: readonly number[], count: number): number[] {
  return Array.from(
    { length: count },
    (_, k) => trace[Math.floor(((k + 1) * trace.length) / count) - 1] ?? Number.NaN,
  );
}

/** Number of draws below the truth. Ties are broken at random (Talts et al. 2018). */
function rankAmong(draws: readonly number[], truth: number, random: Uint32Array): number {
  const below = draws.filter((draw) => draw < truth).length;
  const equal = draws.filter((draw) => draw === truth).length;
  return below + Math.floor((equal + 1) * nextUniform(random));
}
