import type { Target } from "../../../trainer/nuts/target.ts";

/** Independent normals with the given standard deviations. */
export function normals(sd: readonly number[]): Target {
  return {
    dimension: sd.length,
    logDensityAndGradient: (position, gradient) => {
      let logDensity = 0;
      sd.forEach((s, i) => {
        const z = (position[i] ?? 0) / s;
        logDensity -= (z * z) / 2;
        gradient[i] = -z / s;
      });
      return logDensity;
    },
  };
}

/**
 * Two coordinates with -x^2/2 - y^2/2 - (x y)^2 / 2 - x^4 / 8: smooth, coupled and far from
 * normal, so that no term vanishes by chance.
 */
export const coupled: Target = {
  dimension: 2,
  logDensityAndGradient: (position, gradient) => {
    const [x, y] = [position[0] ?? 0, position[1] ?? 0];
    gradient[0] = -x - x * y * y - x ** 3 / 2;
    gradient[1] = -y - x * x * y;
    return -(x * x) / 2 - (y * y) / 2 - (x * y) ** 2 / 2 - x ** 4 / 8;
  },
};
