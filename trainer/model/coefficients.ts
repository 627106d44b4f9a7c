import { columnTree } from "../../shared/tree/column-tree.ts";
import { type ParameterLayout, type Problem, parameterLayout, writeScales } from "./problem.ts";

/** Computes coefficients and scales, which are what a draw is outside the sampler. */
export type CoefficientReader = {
  readonly layout: ParameterLayout;
  /**
   * From parameters in the order of the layout: `coefficients` gets beta, p x V, feature by
   * feature. `scales` gets sigma, one per group.
   */
  read(parameters: Float64Array, coefficients: Float32Array, scales: Float64Array): void;
};

/** beta_jv = beta_j,parent(v) + sigma_group(v) z_jv, for every feature j and column v. */
export function coefficientReader(problem: Problem): CoefficientReader {
  const layout = parameterLayout(problem);
  const { parent, group } = columnTree(problem.tree);
  const { leaves, columns, features, coefficientStart } = layout;
  const topDown = Int32Array.from({ length: columns }, (_, k) =>
    k < columns - leaves ? leaves + k : k - columns + leaves,
  );
  return {
    layout,
    read: (parameters, coefficients, scales) => {
      writeScales(problem, parameters, scales);
      for (let j = 0; j < features; j++) {
        const row = j * columns;
        for (const v of topDown) {
          const above = parent[v] ?? -1;
          const mean = above < 0 ? 0 : (coefficients[row + above] ?? 0);
          const z = parameters[coefficientStart + row + v] ?? 0;
          coefficients[row + v] = mean + (scales[group[v] ?? 0] ?? 0) * z;
        }
      }
    },
  };
}
