import { compileKernel, loadKernel } from "../../kernel/load.ts";
import { kernelMechanics } from "../../kernel/mechanics.ts";
import { drawInitialParameters } from "../../model/initial-parameters.ts";
import type { Problem } from "../../model/problem.ts";
import { seedStream } from "../../nuts/random.ts";

/** Time to spend on measuring, in milliseconds, once one step is done. */
const enough = 300;

/**
 * Measures how many seconds a leapfrog step of the kernel takes on one thread.
 *
 * @param now clock in milliseconds; one of processor time does not count what others do meanwhile
 */
export function measureStep(problem: Problem, now = () => performance.now()): number {
  const mechanics = kernelMechanics(loadKernel(compileKernel()), problem, seedStream(0, 0, 16));
  const acquire = () => [mechanics.acquire(), mechanics.acquire(), mechanics.acquire()] as const;
  const [q, momentum, gradient] = acquire();
  mechanics.write(q, drawInitialParameters(problem, seedStream(0, 0)));
  const position = { q, gradient, logDensity: mechanics.evaluate(q, gradient) };
  mechanics.initialiseMetric(position);
  const from = { ...position, momentum, kinetic: mechanics.refreshMomentum(momentum) };
  const to = acquire();
  const step = () => mechanics.leapfrog(from, 0.1, ...to);
  // The first one finds its memory, and prepares the rotations.
  step();
  const began = now();
  let steps = 0;
  do {
    step();
    steps++;
  } while (now() - began < enough);
  return (now() - began) / 1000 / steps;
}
