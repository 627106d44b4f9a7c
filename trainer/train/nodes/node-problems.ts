import { countDimensions } from "../../../shared/text/vocabulary.ts";
import { branchingNodes, type MostLeaves, type NodeTree, nodeTree } from "../../../shared/tree/node-tree.ts";
import { pathOf, type TreeIndex } from "../../../shared/tree/taxonomy.ts";
import { buildDesignMatrix, type DesignMatrix, type LabelledRows } from "../../features/design-matrix.ts";
import type { Problem } from "../../model/problem.ts";
import type { Regression } from "../../model/regression.ts";

/** Most leaves of a node's softmax: with more, it has groups of its grandchildren. */
const severalLevels = 128;
/** With more classes than these, nodes know their children alone. */
const mostClasses = 512;

/**
 * Most leaves of the softmaxes of nodes, where nothing else is chosen. With very many classes nodes
 * know their children alone: more costs three times as much and brings little, see docs/scale.md.
 */
export function usualLeaves({ leaves, taxonomy }: TreeIndex): MostLeaves {
  return taxonomy.levels.map(() => (leaves.length > mostClasses ? 0 : severalLevels));
}

/** A node with two or more children, and the rows of the whole regression that it is trained on. */
export type NodeRows = NodeTree & {
  readonly node: number;
  /** Rows of the whole regression below the node, ascending. */
  readonly rows: Int32Array;
  /** Leaf of each row, as a position among the leaves of the node's tree. */
  readonly labels: Int32Array;
};

/** The problem of one node. */
export type NodeProblem = NodeRows & {
  readonly problem: Problem;
  /** Features of the whole regression that the node has coefficients for, ascending. */
  readonly features: Int32Array;
  /** How many of these are terms. */
  readonly terms: number;
};

/** The rows of a node's problem, with its leaves. */
export function nodeRows({ problem, terms }: NodeProblem): LabelledRows {
  return { ...problem, terms };
}

/** All nodes of a regression that have several children. */
export type NodeSet = {
  readonly regression: Regression;
  readonly nodes: readonly NodeRows[];
  /** How many of the features, the last ones, are dimensions of word vectors. */
  readonly dimensions: number;
  /** Number of features of the whole regression. */
  readonly features: number;
  /** Most leaves of a node's tree by its depth: see `nodeTree`. */
  readonly mostLeaves: MostLeaves;
};

/** The nodes of a regression. */
export function nodeSet(regression: Regression, mostLeaves = usualLeaves(regression.problem.tree)): NodeSet {
  const { features } = regression.problem.design;
  const dimensions = countDimensions(regression.vocabulary);
  return { regression, nodes: divideRows(regression, mostLeaves), dimensions, features, mostLeaves };
}

/**
 * Divides a regression among the nodes with two or more children. A title trains every such node
 * above its class. A class's name trains the nodes above the class that it is the name of, once for
 * each leaf that the class has there; below it, it would say the same of every child.
 */
function divideRows(
  { problem, titles: texts, trainingTitles }: Regression,
  mostLeaves: MostLeaves,
): NodeRows[] {
  const { tree, labels } = problem;
  const { parents } = tree.taxonomy;
  const found = new Map(
    branchingNodes(tree).flatMap((node) => {
      const own = nodeTree(tree, node, mostLeaves);
      return own === null ? [] : [[node, { ...own, rows: [] as number[], labels: [] as number[] }]];
    }),
  );
  const seen = new Set<string>();
  texts.forEach((text, row) => {
    const leaf = tree.leaves[labels[row] ?? 0] ?? 0;
    const names = row < trainingTitles ? [] : pathOf(tree.taxonomy, leaf);
    let below = leaf;
    for (let child = leaf; child > 0; child = parents[child] ?? 0) {
      const own = found.get(parents[child] ?? 0);
      const label = own ? leafAt(own, below) : 0;
      below = child;
      if (own === undefined) continue;
      if (row >= trainingTitles) {
        // The name of a class above the children says nothing of them.
        const depth = tree.depths[child] ?? 0;
        if (!names.slice(depth - 1).includes(text)) continue;
        const key = `${child} ${label} ${text}`;
        if (seen.has(key)) continue;
        seen.add(key);
      }
      own.rows.push(row);
      own.labels.push(label);
    }
  });
  return Array.from(found, ([node, { rows, labels: own, ...place }]) => ({
    ...{ node, ...place, rows: Int32Array.from(rows), labels: Int32Array.from(own) },
  }));
}

/**
 * Leaf of a node's tree that a class is in: the child of the node if it ends there, or else the
 * grandchild above it. Leaves are the first columns.
 */
export function leafAt({ tree, placeOf }: NodeTree, childOrGrandchild: number): number {
  return tree.columns[placeOf.get(childOrGrandchild) ?? 0] ?? 0;
}

/** Numbers that a node's rows have in the design matrix. */
export function countNonZeros({ rowStart }: DesignMatrix, { rows }: Pick<NodeRows, "rows">): number {
  return rows.reduce((sum, row) => sum + (rowStart[row + 1] ?? 0) - (rowStart[row] ?? 0), 0);
}

/** The features of a node, ascending: see `nodeProblem`. */
export function nodeFeatures(design: DesignMatrix, { rows }: NodeRows, dimensions: number): Int32Array {
  const isPresent = new Uint8Array(design.features);
  isPresent[0] = 1;
  isPresent.fill(1, design.features - dimensions);
  for (const row of rows)
    for (let k = design.rowStart[row] ?? 0; k < (design.rowStart[row + 1] ?? 0); k++)
      isPresent[design.rowFeature[k] ?? 0] = 1;
  return Int32Array.from(isPresent.keys()).filter((feature) => isPresent[feature] === 1);
}

/**
 * The problem of a node. It has the intercept, the dimensions of word vectors, and the terms that
 * occur in its rows; any other coefficient has no likelihood, so its posterior is the prior. Fixed
 * scales of both its levels are that of the node.
 */
export function nodeProblem({ regression: { problem }, dimensions }: NodeSet, own: NodeRows): NodeProblem {
  const { design, tree, scalePriors, noise, likelihoodPower } = problem;
  const features = nodeFeatures(design, own, dimensions);
  const local = new Int32Array(design.features).fill(-1);
  features.forEach((feature, k) => {
    local[feature] = k;
  });
  const rows = Array.from(own.rows, (row) => {
    const [from, to] = [design.rowStart[row] ?? 0, design.rowStart[row + 1] ?? 0];
    return {
      features: design.rowFeature.slice(from, to).map((feature) => local[feature] ?? 0),
      values: design.rowValue.subarray(from, to),
    };
  });
  const ownPrior = scalePriors[tree.groups.indexOf(own.node)];
  const priorOf = (node: number) => {
    const prior = scalePriors[tree.groups.indexOf(node)];
    const shared = prior?.kind === "fixed" && ownPrior?.kind === "fixed" ? ownPrior : prior;
    return shared === undefined ? [] : [shared];
  };
  const children = tree.children[own.node] ?? [];
  const divided = own.tree.internals.map((place) => children[place - 1] ?? 0);
  return {
    ...own,
    features,
    terms: features.length - 1 - dimensions,
    problem: {
      design: buildDesignMatrix(rows, features.length),
      labels: own.labels,
      tree: own.tree,
      scalePriors: [own.node, ...divided].flatMap(priorOf),
      noise,
      likelihoodPower,
    },
  };
}
