import type { MechanicsSnapshot } from "./mechanics.ts";
import { bytesOf, numbersOf } from "./snapshot-bytes.ts";

type MomentsSnapshot = Pick<MechanicsSnapshot, "moments" | "observed">;

/** Running means and variances of positions and gradients, one coordinate at a time. */
export type RunningMoments = {
  /** Adds the first coordinates of a position and of the gradient there. */
  observe(q: ArrayLike<number>, gradient: ArrayLike<number>): void;
  /**
   * sqrt(var(position) / var(gradient)) of a coordinate: the inverse mass of nuts-rs. NaN or
   * infinite where the draws do not determine it.
   */
  ratio(coordinate: number): number;
  reset(): void;
  snapshot(): MomentsSnapshot;
  restore(snapshot: MomentsSnapshot): void;
};

/** Running moments of vectors of so many coordinates, nothing observed yet. */
export function runningMoments(dimension: number): RunningMoments {
  const make = () => new Float64Array(dimension);
  const [meanQ, squaresQ, meanG, squaresG] = [make(), make(), make(), make()];
  const moments = [meanQ, squaresQ, meanG, squaresG];
  let observed = 0;
  return {
    observe: (q, gradient) => {
      observed++;
      updateMoments(q, meanQ, squaresQ, observed);
      updateMoments(gradient, meanG, squaresG, observed);
    },
    ratio: (coordinate) => Math.sqrt((squaresQ[coordinate] ?? 0) / (squaresG[coordinate] ?? 0)),
    reset: () => {
      observed = 0;
      for (const moment of moments) moment.fill(0);
    },
    snapshot: () => ({ moments: moments.map(bytesOf), observed }),
    restore: (snapshot) => {
      snapshot.moments.forEach((bytes, index) => {
        moments[index]?.set(numbersOf(bytes));
      });
      observed = snapshot.observed;
    },
  };
}

/** Updates means and sums of squared deviations with one more vector (Welford 1962). */
function updateMoments(
  values: ArrayLike<number>,
  mean: Float64Array,
  squares: Float64Array,
  count: number,
): void {
  for (let i = 0; i < mean.length; i++) {
    const value = values[i] ?? 0;
    const delta = value - (mean[i] ?? 0);
    const next = (mean[i] ?? 0) + delta / count;
    mean[i] = next;
    squares[i] = (squares[i] ?? 0) + delta * (value - next);
  }
}
