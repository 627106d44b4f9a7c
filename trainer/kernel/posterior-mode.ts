import { drawInitialParameters } from "../model/initial-parameters.ts";
import type { Problem } from "../model/problem.ts";
import { seedStream } from "../nuts/random.ts";
import { type Kernel, loadKernel } from "./load.ts";
import { kernelMechanics } from "./mechanics.ts";

/** Stream of the seed that the start comes from. */
const stream = 0x6d6f6465;
/** Constants of Adam (Kingma and Ba 2015): beta_1, beta_2 and epsilon. */
const [meanDecay, squareDecay, epsilon] = [0.9, 0.99, 1e-8];
/** Step at the beginning. It falls linearly to the share `lastStep` of itself. */
const firstStep = 1.5;
const lastStep = 0.05;

/**
 * Parameters near the mode of the posterior, by Adam from the start of a chain. They serve to
 * compare models cheaply and to start chains. No posterior is made of them.
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
    const step = firstStep * (1 - (1 - lastStep) * (k / gradients));
    const [bias, biasOfSquares] = [1 - meanDecay ** k, 1 - squareDecay ** k];
    for (let d = 0; d < parameters.length; d++) {
      const slope = slopes[d] ?? 0;
      const mean = meanDecay * (means[d] ?? 0) + (1 - meanDecay) * slope;
      const square = squareDecay * (squares[d] ?? 0) + (1 - squareDecay) * slope * slope;
      means[d] = mean;
      squares[d] = square;
      parameters[d] =
        (parameters[d] ?? 0) + (step * mean) / bias / (Math.sqrt(square / biasOfSquares) + epsilon);
    }
  }
  return parameters;
}
