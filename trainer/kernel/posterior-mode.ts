import { drawInitialParameters } from "../model/initial-parameters.ts";
import type { Problem } from "../model/problem.ts";
import { seedStream } from "../nuts/random.ts";
import { type Kernel, loadKernel } from "./load.ts";
import { kernelMechanics } from "./mechanics.ts";

/** Stream of the seed that the start comes from. */
const stream = 0x6d6f6465;
/** Constants of Adam (Kingma and Ba 2015), with a step that falls linearly to `last` of itself. */
const [first, second, tiny, last] = [0.9, 0.99, 1e-8, 0.05];
const step = 1.5;

/**
 * Parameters near the mode of the posterior, by Adam from the start of a chain. It is for comparing
 * models cheaply and for starting chains, and no part of any posterior: so many gradients are those
 * of a few draws.
 *
 * @param gradients how many gradients to compute
 */
export function findPosteriorMode(
  problem: Problem,
  gradients: number,
  seed: number,
  kernel: Kernel = loadKernel(),
): Float64Array {
  const mechanics = kernelMechanics(kernel, problem, seedStream(seed, stream, 16));
  const [q, gradient] = [mechanics.acquire(), mechanics.acquire()];
  const parameters = drawInitialParameters(problem, seedStream(seed, stream));
  const slopes = new Float64Array(parameters.length);
  const means = new Float64Array(parameters.length);
  const squares = new Float64Array(parameters.length);
  for (let k = 1; k <= gradients; k++) {
    mechanics.write(q, parameters);
    const logDensity = mechanics.evaluate(q, gradient);
    mechanics.readGradient({ q, gradient, logDensity }, slopes);
    const size = step * (1 - (1 - last) * (k / gradients));
    const [bias, biasOfSquares] = [1 - first ** k, 1 - second ** k];
    for (let d = 0; d < parameters.length; d++) {
      const slope = slopes[d] ?? 0;
      const mean = first * (means[d] ?? 0) + (1 - first) * slope;
      const square = second * (squares[d] ?? 0) + (1 - second) * slope * slope;
      means[d] = mean;
      squares[d] = square;
      parameters[d] =
        (parameters[d] ?? 0) + (size * mean) / bias / (Math.sqrt(square / biasOfSquares) + tiny);
    }
  }
  return parameters;
}
