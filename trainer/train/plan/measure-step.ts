import { compileKernel, loadKernel } from "../../kernel/load.ts";
import { kernelMechanics } from "../../kernel/mechanics.ts";
import { drawInitialParameters } from "../../model/initial-parameters.ts";
import type { Problem } from "../../model/problem.ts";
import { seedStream } from "../../nuts/random.ts";

/** What a leapfrog step of the kernel takes on one thread. */
export type StepTime = {
  /** Seconds of CPU time. */
  readonly seconds: number;
  /** Seconds that pass for a second of CPU time: 1, or more where others use the machine. */
  readonly load: number;
};

/** CPU time to spend on measuring, and the longest time that it may take, in seconds. */
const enough = { cpu: 0.3, time: 2 };

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
  const cpu = process.cpuUsage();
  const began = performance.now();
  let [steps, used, passed] = [0, 0, 0];
  do {
    step();
    steps++;
    const { user, system } = process.cpuUsage(cpu);
    used = (user + system) / 1e6;
    passed = (performance.now() - began) / 1000;
  } while (used < enough.cpu && passed < enough.time);
  return { seconds: used / steps, load: Math.max(1, passed / used) };
}
