import { seedStream } from "../../../trainer/nuts/random.ts";
import type { Target } from "../../../trainer/nuts/target.ts";
import { targetMechanics } from "../../../trainer/nuts/target-mechanics.ts";
import { type OpenMechanics, pointAt } from "./integrator-laws.ts";
import { normals } from "./targets.ts";

export function openMechanics(target: Target, seed = 1): OpenMechanics {
  const mechanics = targetMechanics(target, seedStream(seed, 0));
  return {
    mechanics,
    put: (vector, values) => mechanics.read(vector).set(values),
    get: (vector) => mechanics.read(vector).slice(),
  };
}

/** Normals of deviations 0.1 and 10, with the metric that two draws of theirs make. */
export function openAdapted(seed = 1): OpenMechanics {
  const open = openMechanics(normals([0.1, 10]), seed);
  for (const at of [
    [0.05, 3],
    [-0.2, 11],
  ]) {
    open.mechanics.observe(pointAt(open, at, [0, 0]));
  }
  open.mechanics.updateMetric(pointAt(open, [0, 0], [0, 0]));
  return open;
}
