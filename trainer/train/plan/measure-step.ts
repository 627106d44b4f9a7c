import { compileKernel, loadKernel } from "../../kernel/load.ts";
import { kernelMechanics } from "../../kernel/mechanics.ts";
import { drawInitialParameters } from "../../model/initial-parameters.ts";
import type { Problem } from "../../model/problem.ts";
import { seedStream } from "../../nuts/random.ts";

/** What a leapfrog step of the kernel takes on one thread. */
export type StepTime = {
  /** Seconds of CPU time, the least that was seen: others slow a step down, too. */
  readonly seconds: number;
  /** Seconds that pass for a second of CPU time: 1, or more where others use the machine. */
  readonly load: number;
};

/**
 * CPU time to spend on measuring, and on each of several parts of it, and the longest time that it
 * may take, in seconds. Long steps are measured twice in any case.
 */
const enough = { cpu: 0.3, part: 0.03, time: 2, parts: 2 };

/** Measures a leapfrog step of a problem, on the machine as it is now. */
export function measureStep(problem: Problem): StepTime {
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
  const began = performance.now();
  let [parts, used, passed, seconds] = [0, 0, 0, Number.POSITIVE_INFINITY];
  do {
    const cpu = process.cpuUsage();
    let [steps, own] = [0, 0];
    do {
      step();
      steps++;
      const { user, system } = process.cpuUsage(cpu);
      own = (user + system) / 1e6;
    } while (own < enough.part);
    seconds = Math.min(seconds, own / steps);
    parts++;
    used += own;
    passed = (performance.now() - began) / 1000;
  } while (parts < enough.parts || (used < enough.cpu && passed < enough.time));
  return { seconds, load: Math.max(1, passed / used) };
}
