import { densityTarget } from "../../../trainer/model/density.ts";
import { type Problem, parameterLayout } from "../../../trainer/model/problem.ts";

export type PhaseState = { readonly q: Float64Array; readonly p: Float64Array };

/** Share of a step in its first and last kick (Blanes, Casas and Sanz-Serna 2014). */
const outerKick = 0.21178;

/**
 * The kernel's integrator in double precision and written for reading, the metric being the identity: half a step is kick, motion, kick;
 * the likelihood and the scales' priors kick; between kicks coordinates turn by an angle, as their standard normal prior makes them, and
 * log scales drift.
 */
export function splitStep(problem: Problem, { q, p }: PhaseState, step: number): PhaseState {
  const target = densityTarget(problem);
  const { coefficientStart, dimension } = parameterLayout(problem);
  const gradient = new Float64Array(dimension);
  const [position, momentum] = [q.slice(), p.slice()];

  const kick = (time: number) => {
    target.logDensityAndGradient(position, gradient);
    for (let k = 0; k < dimension; k++) {
      const prior = k < coefficientStart ? 0 : -(position[k] ?? 0);
      momentum[k] = (momentum[k] ?? 0) + time * ((gradient[k] ?? 0) - prior);
    }
  };
  const move = (time: number) => {
    for (let k = 0; k < dimension; k++) {
      const [x, y] = [position[k] ?? 0, momentum[k] ?? 0];
      const isScale = k < coefficientStart;
      position[k] = isScale ? x + time * y : x * Math.cos(time) + y * Math.sin(time);
      momentum[k] = isScale ? y : y * Math.cos(time) - x * Math.sin(time);
    }
  };
  for (const [before, after] of [
    [outerKick, 0.5 - outerKick],
    [0.5 - outerKick, outerKick],
  ] as const) {
    kick(before * step);
    move(step / 2);
    kick(after * step);
  }
  return { q: position, p: momentum };
}
