import type { Problem } from "../model/problem.ts";
import type { Mechanics, MechanicsSnapshot, Position } from "../nuts/mechanics.ts";
import { combineUniform } from "../nuts/random.ts";
import { isTurning } from "../nuts/u-turn.ts";
import { kernelIntegrator } from "./integrator.ts";
import { installProblem, type KernelLayout } from "./layout.ts";
import type { Kernel } from "./load.ts";
import { kernelMetric } from "./metric.ts";
import { type KernelVectors, kernelVectors } from "./vectors.ts";

/** The kernel as mechanics: float32 state in WebAssembly memory, sums in float64. */
export type KernelMechanics = Mechanics &
  Pick<KernelVectors, "view" | "write" | "read" | "readGradient"> & {
    readonly layout: KernelLayout;
    /** Number of vectors that exist, to account for memory. */
    countVectors(): number;
  };

/** `random`: sixteen words of state, four per lane of the kernel's generator. */
export function kernelMechanics(kernel: Kernel, problem: Problem, random: Uint32Array): KernelMechanics {
  const { exports } = kernel;
  const layout = installProblem(kernel, problem);
  const { dimension } = layout.parameters;
  const vectors = kernelVectors(kernel, layout);
  const { address, view, head, read } = vectors;
  const metric = kernelMetric(kernel, problem, layout, vectors.positions);
  const integrator = kernelIntegrator(kernel, problem, layout, vectors);
  const uTurnProducts = kernel.allocate(48);
  const randomState = kernel.allocate(64);
  kernel.integers(randomState, 16).set(random);
  exports.loadRandom(randomState);

  const uniform = () => combineUniform(exports.randomBits(), exports.randomBits());

  function updateMetric({ q }: Position): void {
    const parameters = new Float64Array(dimension);
    read(q, parameters);
    metric.update(parameters);
    integrator.metricChanged();
  }

  return {
    dimension,
    layout,
    acquire: vectors.acquire,
    retain: vectors.retain,
    release: vectors.release,
    countVectors: vectors.size,
    view,
    write: vectors.write,
    read,
    readGradient: vectors.readGradient,

    evaluate: integrator.evaluate,
    leapfrog: integrator.leapfrog,
    squaredLength: (vector) => exports.dotSelf(address(vector)),
    refreshMomentum: (momentum) => exports.refreshMomentum(address(momentum)) / 2,

    checkUTurn: (earlier, later, total) => {
      exports.uTurnProducts(
        address(earlier.first),
        address(earlier.last),
        address(earlier.total),
        address(later.first),
        address(later.last),
        address(later.total),
        address(total),
        uTurnProducts,
      );
      const [first, last, earlierFirst, laterFirst, earlierLast, laterLast] = kernel.doubles(
        uTurnProducts,
        6,
      );
      return isTurning({
        first: first ?? 0,
        last: last ?? 0,
        earlierFirst: earlierFirst ?? 0,
        laterFirst: laterFirst ?? 0,
        earlierLast: earlierLast ?? 0,
        laterLast: laterLast ?? 0,
      });
    },

    initialiseMetric: updateMetric,
    observe: ({ q, gradient }) => metric.observe(head(q), head(gradient)),
    updateMetric,
    resetMoments: metric.resetMoments,

    uniform,
    randomBits: () => exports.randomBits() >>> 0,
    drawStart: (q, radius) => {
      const values = view(q);
      for (const position of vectors.positions) values[position] = radius * (2 * uniform() - 1);
    },

    snapshot: ({ q }): MechanicsSnapshot => {
      exports.storeRandom(randomState);
      const copy = (start: number, size: number) => kernel.bytes(start, size).slice();
      return {
        position: copy(address(q), 4 * layout.length),
        ...metric.snapshot(),
        random: copy(randomState, 64),
      };
    },

    restore: (snapshot): Position => {
      const position = { q: vectors.acquire(), gradient: vectors.acquire() };
      const put = (start: number, from: Uint8Array) => kernel.bytes(start, from.length).set(from);
      put(address(position.q), snapshot.position);
      metric.restore(snapshot);
      integrator.metricChanged();
      put(randomState, snapshot.random);
      exports.loadRandom(randomState);
      return { ...position, logDensity: integrator.evaluate(position.q, position.gradient) };
    },
  };
}
