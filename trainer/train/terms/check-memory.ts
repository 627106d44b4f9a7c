import { HedgeError } from "../../../shared/errors.ts";
import { pathOf } from "../../../shared/tree/taxonomy.ts";
import {
  chainKernelBytes,
  mostKernelBytes,
  type ProblemSize,
  treeVectors,
  unadjustedVectors,
} from "../../kernel/memory.ts";
import { isApproximate } from "../../model/nuts-options.ts";
import { countNonZeros } from "../nodes/node-problems.ts";
import type { TrainOptions } from "../options.ts";
import { showBytes } from "../plan/describe-plan.ts";
import type { FittedRegression } from "./fit-regression.ts";

/** Depth of the trees of long trajectories. */
const longest = 6;

/** What the memory of a chain depends on beside its problem. */
export type MemoryOptions = Pick<
  TrainOptions,
  "backend" | "exact" | "targetAcceptance" | "maxDepth" | "from"
>;

/**
 * Refuses, before the sampling, a problem that is too large for the memory that the kernel can have
 * in a thread.
 *
 * @throws HedgeError `bad-usage`, saying what would help
 */
export function checkKernelMemory(options: MemoryOptions, fitted: FittedRegression): void {
  const error = findTooLarge(options, fitted);
  if (error) throw error;
}

/** The error for a problem that is too large; null where all of them fit. */
export function findTooLarge(options: MemoryOptions, fitted: FittedRegression): HedgeError | null {
  if (options.backend !== "kernel") return null;
  const { problem } = fitted.regression;
  for (const { name, ...size } of problemSizes(fitted)) {
    const coefficients = size.features * size.columns;
    const vectors = isApproximate(problem, coefficients, "kernel", options, fitted.nodes ? "node" : "flat")
      ? unadjustedVectors
      : treeVectors(Math.min(longest, options.maxDepth ?? longest));
    const needed = chainKernelBytes(size, vectors);
    if (needed <= mostKernelBytes) continue;
    const isFlat = fitted.nodes === null;
    const dropsRareWords = fitted.regression.vocabulary.options.minDocumentFrequency > 1;
    const ways = [
      ...(isFlat && options.from === undefined ? ["take --form factorised"] : []),
      ...(options.exact ? ["leave out --exact"] : []),
      ...(dropsRareWords ? [] : ["take --preset quick"]),
      "take a smaller --max-bytes, for which rare words are left out",
      "take fewer titles",
    ];
    return new HedgeError(
      "bad-usage",
      `${name} has ${coefficients.toLocaleString("en")} coefficients, whose chain takes ${showBytes(needed)} ` +
        `where a thread can have ${showBytes(mostKernelBytes)}; ${ways.join(", or ")}.`,
    );
  }
  return null;
}

function problemSizes({
  regression,
  nodes,
  nodeSizes,
}: FittedRegression): (ProblemSize & { name: string })[] {
  const { design, tree, noise } = regression.problem;
  if (nodes === null) {
    const { rows, features, rowFeature } = design;
    const leaves = tree.leaves.length;
    const columns = tree.nodeCount - 1;
    return [{ name: "The model", rows, features, nonZeros: rowFeature.length, leaves, columns, noise }];
  }
  return nodeSizes.map(({ rows: own, shape: { columns }, leaves, features }) => ({
    name: own.node === 0 ? "The root" : `The node "${pathOf(tree.taxonomy, own.node).join(" > ")}"`,
    rows: own.rows.length,
    nonZeros: countNonZeros(design, own),
    ...{ features, leaves, columns, noise },
  }));
}
