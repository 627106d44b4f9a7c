import { beforeAll, expect, test } from "vitest";
import { ensureKernel } from "../../../trainer/kernel/build.ts";
import { kernelPositions, levelsPerDoubling } from "../../../trainer/kernel/layout.ts";
import { densityTarget } from "../../../trainer/model/density.ts";
import { modelNutsOptions } from "../../../trainer/model/nuts-options.ts";
import { startChain } from "../../../trainer/nuts/chain.ts";
import type { PhasePoint } from "../../../trainer/nuts/mechanics.ts";
import { energyOf } from "../../../trainer/nuts/trajectory.ts";
import { integrate } from "../nuts/integrator-laws.ts";
import { largeProblem } from "./large-problem.ts";
import { type OpenKernel, openKernel, variants } from "./open-kernel.ts";

beforeAll(ensureKernel, 120_000);

/** States along one trajectory, each a step of two gradients. */
const steps = 31;

/**
 * Half of p' M^-1 p in double precision, with the kernel's own metric: a number per scale, a level
 * per coefficient.
 */
function exactKinetic(
  { mechanics, get }: OpenKernel,
  { q, gradient, momentum, logDensity }: PhasePoint,
): number {
  const { layout } = mechanics;
  const { headLength, parameters } = layout;
  const positions = kernelPositions(layout);
  const { inverseMass } = mechanics.snapshot({ q, gradient, logDensity });
  const masses = new Float32Array(inverseMass.buffer, 0, headLength);
  const levels = inverseMass.subarray(4 * headLength);
  const massOf = (k: number) => {
    if (k < parameters.coefficientStart) return masses[k] ?? Number.NaN;
    return 2 ** -((levels[positions[k] ?? 0] ?? Number.NaN) / levelsPerDoubling);
  };
  return get(momentum).reduce((sum, p, k) => sum + (massOf(k) * p * p) / 2, 0);
}

/**
 * The sampler decides by energies. The question for 32-bit state with 64-bit sums is how far the
 * kernel's energies are from those in double precision. Both are taken at the states that the
 * kernel visits.
 */
test.each(variants)(
  "on 700,000 dimensions 32-bit state changes no decision: energies along a trajectory, %s kernel",
  { timeout: 180_000 },
  (variant) => {
    const { problem, draw } = largeProblem(1);
    const exact = densityTarget(problem);
    const kernel = openKernel(variant, problem, 5);
    const { mechanics, get, put } = kernel;
    expect(mechanics.dimension).toBeGreaterThan(700_000);
    const start = () => {
      const [q, gradient] = [mechanics.acquire(), mechanics.acquire()];
      put(q, draw);
      return { q, gradient, logDensity: mechanics.evaluate(q, gradient) };
    };
    // Finds the step size and the scales' masses; the draw is where a chain would be after it.
    const warmup = 20;
    const chain = startChain(mechanics, { ...modelNutsOptions(problem, warmup), maxDepth: 4, start });
    for (let k = 0; k < warmup - 1; k++) chain.advance();
    const { iteration, position } = chain.advance();

    const slope = new Float64Array(mechanics.dimension);
    const exactEnergy = (at: PhasePoint) =>
      exactKinetic(kernel, at) - exact.logDensityAndGradient(get(at.q), slope);
    const momentum = mechanics.acquire();
    let point: PhasePoint = { ...position, momentum, kinetic: mechanics.refreshMomentum(momentum) };
    const origin = { kernel: energyOf(point), exact: exactEnergy(point) };
    const states = Array.from({ length: steps }, () => {
      point = integrate(kernel, point, iteration.stepSize, 1);
      return { kernel: energyOf(point) - origin.kernel, exact: exactEnergy(point) - origin.exact };
    });

    const accept = (energyError: number) => Math.exp(Math.min(0, -energyError));
    const rounding = states.map(({ kernel: found, exact: true_ }) => Math.abs(found - true_));
    const changed = states.map(({ kernel: found, exact: true_ }) => Math.abs(accept(found) - accept(true_)));
    const integration = states.map(({ exact: error }) => Math.abs(error));
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    console.info(
      [
        `${variant}: ${mechanics.dimension} dimensions, ${steps} steps of ${iteration.stepSize.toFixed(3)}`,
        `energy ${origin.exact.toFixed(0)}, acceptance ${mean(states.map(({ exact: error }) => accept(error))).toFixed(3)}`,
        `integration error: mean ${mean(integration).toFixed(3)}, greatest ${Math.max(...integration).toFixed(3)}`,
        `rounding error: mean ${mean(rounding).toExponential(1)}, greatest ${Math.max(...rounding).toExponential(1)}`,
        `change of acceptance: mean ${mean(changed).toExponential(1)}, greatest ${Math.max(...changed).toExponential(1)}`,
      ].join("\n"),
    );
    // What the integrator itself gets wrong must be there, or the comparison would show nothing.
    expect(Math.max(...integration)).toBeGreaterThan(0.05);
    expect(Math.max(...rounding)).toBeLessThan(0.02);
    expect(mean(changed)).toBeLessThan(0.005);
  },
);
