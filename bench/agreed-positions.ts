import { type Problem, parameterLayout } from "../trainer/model/problem.ts";
import { nextNormal, seedStream } from "../trainer/nuts/random.ts";

/**
 * `count` positions that every contender evaluates at, where a posterior has its mass: scales around 2, coordinates standard normal
 * (at the first; the others are nearer to zero).
 * Rounded to float32, so that all of them see the same numbers.
 */
export function agreedPositions(problem: Problem, count: number, seed: number): Float64Array[] {
  const { dimension, coefficientStart } = parameterLayout(problem);
  return Array.from({ length: count }, (_, stream) => {
    const random = seedStream(seed, stream);
    const position = new Float64Array(dimension);
    for (let k = 0; k < dimension; k++) {
      const normal = nextNormal(random);
      position[k] = Math.fround(k < coefficientStart ? Math.log(2) + 0.2 * normal : normal / (1 + stream));
    }
    return position;
  });
}
