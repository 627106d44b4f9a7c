import { type Problem, writeScales } from "../model/problem.ts";
import { logScaleDensity } from "../model/scale-prior.ts";
import type { Mechanics, MechanicsSnapshot, PhasePoint, Position, Vector } from "../nuts/mechanics.ts";
import { isTurning } from "../nuts/u-turn.ts";
import { vectorPool } from "../nuts/vector-pool.ts";
import { installProblem, type KernelLayout, kernelPositions } from "./layout.ts";
import type { Kernel } from "./load.ts";
import { kernelMetric } from "./metric.ts";

/** The kernel as mechanics: float32 state in WebAssembly memory, sums in float64, decisions outside. */
export type KernelMechanics = Mechanics & {
  readonly layout: KernelLayout;
  /** A view of a vector in the kernel's own layout, valid until the next call of any kind. */
  view(vector: Vector): Float32Array;
  /** Copies parameters (in the order of the parameter layout) into a vector. */
  write(vector: Vector, parameters: ArrayLike<number>): void;
  /** Copies a position's parameters out. */
  read(vector: Vector, parameters: Float64Array): void;
  /** Copies the gradient of the log density out; the kernel's own vector leaves the standard normal prior to the integrator. */
  readGradient(position: Position, gradient: Float64Array): void;
  /** Vectors that exist, for accounts of memory. */
  vectors(): number;
};

/**
 * Share of a step in its first and last kick: the two-stage integrator of least error in high dimension of Blanes, Casas and Sanz-Serna 2014
 * (SIAM J. Sci. Comput. 36, section 4).
 */
const outerKick = 0.21178;

type PhaseVectors = Pick<PhasePoint, "q" | "momentum" | "gradient">;

/** `random`: sixteen words of state, four per lane of the kernel's generator. */
export function kernelMechanics(kernel: Kernel, problem: Problem, random: Uint32Array): KernelMechanics {
  const { exports } = kernel;
  const layout = installProblem(kernel, problem);
  const { length, addresses } = layout;
  const { freeGroups } = layout.parameters;
  const positions = kernelPositions(layout);
  const bytes = 4 * length;
  const where: number[] = [];
  const pool = vectorPool((vector) => {
    where[vector] = kernel.allocate(bytes);
  });
  const address = (vector: Vector): number => {
    const found = where[vector];
    if (found === undefined) throw new Error(`vector ${vector} does not exist`);
    return found;
  };
  const view = (vector: Vector) => kernel.floats(address(vector), length);

  const metric = kernelMetric(kernel, problem, layout, positions);
  const products = kernel.allocate(48);
  const randomState = kernel.allocate(64);
  const scales = new Float64Array(problem.tree.groups.length);
  const spare = pool.acquire();
  // The time that the kernel's rotations are for; NaN once the metric has changed.
  let preparedDrift = Number.NaN;

  kernel.integers(randomState, 16).set(random);
  exports.loadRandom(randomState);

  /** Hands the scales of a position's head to the kernel. */
  function installScales(head: Float32Array): void {
    writeScales(problem, head, scales);
    const leafScale = kernel.floats(addresses.leafScale, layout.leafStride);
    const internalScale = kernel.floats(addresses.internalScale, layout.internalStride);
    for (let c = 0; c < layout.leafGroups.length; c++) leafScale[c] = scales[layout.leafGroups[c] ?? 0] ?? 0;
    for (let i = 0; i < layout.internalGroups.length; i++) {
      internalScale[i] = scales[layout.internalGroups[i] ?? 0] ?? 0;
    }
  }

  /** Gradient of the head after the kernel's second pass; returns the log prior of the scales. */
  function headGradient(q: Float32Array, gradient: Float32Array): number {
    const sums = new Float64Array(scales.length);
    const { leafStride, internalStride, leafGroups, internalGroups } = layout;
    const totals = kernel.doubles(addresses.scaleTotal, leafStride + internalStride);
    leafGroups.forEach((group, c) => {
      sums[group] = (sums[group] ?? 0) + (totals[c] ?? 0);
    });
    internalGroups.forEach((group, i) => {
      sums[group] = (sums[group] ?? 0) + (totals[leafStride + i] ?? 0);
    });
    let logPrior = 0;
    freeGroups.forEach((group, free) => {
      const prior = problem.scalePriors[group];
      if (prior === undefined) return;
      const { value, slope } = logScaleDensity(prior, q[free] ?? 0);
      logPrior += value;
      gradient[free] = (scales[group] ?? 0) * (sums[group] ?? 0) + slope;
    });
    return logPrior;
  }

  const head = (vector: Vector) => kernel.floats(address(vector), layout.headLength);

  /**
   * Kick, drift, kick: from one point to another, which may be the same vectors. `kickBefore` and `kickAfter` are signed times, the drift
   * takes the time that the kernel is prepared for.
   */
  function stage(
    from: PhaseVectors,
    to: PhaseVectors,
    kickBefore: number,
    drift: number,
    kickAfter: number,
  ): { logDensity: number; kinetic: number } {
    const headMass = kernel.floats(addresses.headMass, layout.headLength);
    const [q0, p0, g0] = [head(from.q), head(from.momentum), head(from.gradient)];
    const [q1, p1, g1] = [head(to.q), head(to.momentum), head(to.gradient)];
    for (let f = 0; f < freeGroups.length; f++) {
      const kicked = (p0[f] ?? 0) + kickBefore * (g0[f] ?? 0);
      p1[f] = kicked;
      q1[f] = (q0[f] ?? 0) + drift * (headMass[f] ?? 0) * kicked;
    }
    installScales(q1);
    const [q, p, g] = [address(to.q), address(to.momentum), address(to.gradient)];
    exports.advancePositions(
      address(from.q),
      address(from.momentum),
      address(from.gradient),
      q,
      p,
      kickBefore,
    );
    const logLikelihood = exports.likelihood(q);
    exports.finishGradients(q, p, g, kickAfter);
    const logPrior = headGradient(q1, g1);
    let kineticTwice = exports.kineticTwice();
    for (let f = 0; f < freeGroups.length; f++) {
      const kicked = (p1[f] ?? 0) + kickAfter * (g1[f] ?? 0);
      p1[f] = kicked;
      kineticTwice += (headMass[f] ?? 0) * kicked * kicked;
    }
    return {
      logDensity: logLikelihood + logPrior - exports.squaredLength() / 2,
      kinetic: kineticTwice / 2,
    };
  }

  function leapfrog(
    from: PhasePoint,
    step: number,
    q: Vector,
    momentum: Vector,
    gradient: Vector,
  ): PhasePoint {
    const drift = step / 2;
    if (Math.abs(drift) !== preparedDrift) {
      preparedDrift = Math.abs(drift);
      exports.prepareStep(preparedDrift);
    }
    const outer = outerKick * step;
    const inner = (0.5 - outerKick) * step;
    const to = { q, momentum, gradient };
    stage(from, to, outer, drift, inner);
    return { ...to, ...stage(to, to, inner, drift, outer) };
  }

  function evaluate(q: Vector, gradient: Vector): number {
    installScales(head(q));
    exports.expandPosition(address(q));
    const logLikelihood = exports.likelihood(address(q));
    exports.finishGradients(address(q), address(spare), address(gradient), 0);
    const logPrior = headGradient(head(q), head(gradient));
    return logLikelihood + logPrior - exports.squaredLength() / 2;
  }

  function adoptMetric({ q }: Position): void {
    const parameters = new Float64Array(layout.parameters.dimension);
    read(q, parameters);
    metric.adopt(parameters);
    preparedDrift = Number.NaN;
  }

  function read(vector: Vector, parameters: Float64Array): void {
    const values = view(vector);
    positions.forEach((position, k) => {
      parameters[k] = values[position] ?? 0;
    });
  }

  function uniform(): number {
    const high = exports.randomBits() >>> 5;
    const low = exports.randomBits() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  return {
    ...pool,
    dimension: layout.parameters.dimension,
    layout,
    view,
    vectors: pool.size,
    leapfrog,
    evaluate,

    write: (vector, parameters) => {
      const values = view(vector);
      positions.forEach((position, k) => {
        values[position] = parameters[k] ?? 0;
      });
    },

    read,

    scatter: (q, radius) => {
      const values = view(q);
      for (const position of positions) values[position] = radius * (2 * uniform() - 1);
    },
    readGradient: ({ q, gradient }, out) => {
      const [at, slope] = [view(q), view(gradient)];
      positions.forEach((position, k) => {
        out[k] = (slope[position] ?? 0) - (k < freeGroups.length ? 0 : (at[position] ?? 0));
      });
    },

    squaredLength: (vector) => exports.dotSelf(address(vector)),
    refresh: (momentum) => exports.refreshMomentum(address(momentum)) / 2,

    turns: (earlier, later, total) => {
      exports.turnProducts(
        address(earlier.first),
        address(earlier.last),
        address(earlier.total),
        address(later.first),
        address(later.last),
        address(later.total),
        address(total),
        products,
      );
      const [first, last, earlierFirst, laterFirst, earlierLast, laterLast] = kernel.doubles(products, 6);
      return isTurning({
        first: first ?? 0,
        last: last ?? 0,
        earlierFirst: earlierFirst ?? 0,
        laterFirst: laterFirst ?? 0,
        earlierLast: earlierLast ?? 0,
        laterLast: laterLast ?? 0,
      });
    },

    guessMetric: adoptMetric,
    observe: ({ q, gradient }) => metric.observe(head(q), head(gradient)),
    adoptMetric,
    forgetMoments: metric.forget,

    uniform,
    bits: () => exports.randomBits() >>> 0,

    snapshot: ({ q }): MechanicsSnapshot => {
      exports.storeRandom(randomState);
      const copy = (start: number, size: number) => kernel.bytes(start, size).slice();
      return {
        position: copy(address(q), bytes),
        ...metric.snapshot(),
        random: copy(randomState, 64),
      };
    },

    restore: (snapshot): Position => {
      const position = { q: pool.acquire(), gradient: pool.acquire() };
      const put = (start: number, from: Uint8Array) => kernel.bytes(start, from.length).set(from);
      put(address(position.q), snapshot.position);
      metric.restore(snapshot);
      preparedDrift = Number.NaN;
      put(randomState, snapshot.random);
      exports.loadRandom(randomState);
      return { ...position, logDensity: evaluate(position.q, position.gradient) };
    },
  };
}
