import { densityTarget } from "../../../trainer/model/density.ts";
import { type Problem, parameterLayout } from "../../../trainer/model/problem.ts";

export type PhaseState = { readonly q: Float64Array; readonly p: Float64Array };

/** Share of a step in its first and last kick (Blanes, Casas and Sanz-Serna 2014). */
const outerKick = 0.21178;

/**
 * The kernel's integrator in double precision, written to be read, with the identity for a metric.
 * Half a step is kick, motion, kick. The likelihood and the scales' priors kick. Between kicks,
 * coordinates turn by an angle, the exact motion under their standard normal prior, and log scales
 * drift.
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
