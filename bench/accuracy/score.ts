import { sumLeavesIntoNodes } from "../../shared/tree/taxonomy.ts";
import { topPredictionsAt } from "../../trainer/evaluation/evaluate-model.ts";
import { classAtLevel } from "../../trainer/evaluation/levels.ts";
import { accuracy, expectedCalibrationError, logLoss } from "../../trainer/evaluation/metrics.ts";
import type { Contest } from "./contest.ts";

/** What a contestant says about the test titles, in their order. */
export type Guess =
  /** Probabilities of all leaves: titles x leaves. */
  | { readonly kind: "probabilities"; readonly leaves: Float64Array }
  /** Node of the class it takes a title for: a leaf, or a class of the top level where it knows no others. */
  | { readonly kind: "classes"; readonly nodes: readonly number[] };

/** `null` where a contestant has no such number. `logLoss` is in nats, `ece` has 15 bins. */
export type LevelScore = {
  readonly accuracy: number | null;
  readonly logLoss: number | null;
  readonly ece: number | null;
};

export type Scores = {
  /** From the top of the taxonomy to the leaves. */
  readonly levels: readonly LevelScore[];
  /** Share of the test titles of small classes that get their leaf; null where there are none or no leaves are guessed. */
  readonly smallRecall: number | null;
};

/** Leaves with fewer training titles than this are small. */
export const smallClass = 20;

/** Judges a contestant; the same for all of them. */
export function score(contest: Contest, guess: Guess): Scores {
  return guess.kind === "probabilities"
    ? scoreProbabilities(contest, guess.leaves)
    : scoreClasses(contest, guess.nodes);
}

function scoreProbabilities(contest: Contest, probabilities: Float64Array): Scores {
  const { tree, test } = contest;
  const leaves = tree.leaves.length;
  const titles = test.map(({ truth }, i) => {
    const nodes = new Float64Array(tree.nodeCount);
    sumLeavesIntoNodes(tree, probabilities.subarray(i * leaves, (i + 1) * leaves), nodes);
    return { forecast: { truth }, beliefs: { nodes } };
  });
  const verdicts = tree.taxonomy.levels.map((_, level) => topPredictionsAt(tree, level, titles));
  const right = verdicts.at(-1)?.correct ?? new Uint8Array(0);
  return {
    levels: verdicts.map((one) => ({
      accuracy: accuracy(one),
      logLoss: logLoss(one),
      ece: expectedCalibrationError(one),
    })),
    smallRecall: recallOfSmall(contest, (i) => right[i] === 1),
  };
}

function scoreClasses(contest: Contest, nodes: readonly number[]): Scores {
  const { tree, test } = contest;
  const leaves = new Set(tree.leaves);
  const knowsLeaves = nodes.every((node) => leaves.has(node));
  const isRight = (i: number, depth: number) =>
    classAtLevel(tree, nodes[i] ?? 0, depth) === classAtLevel(tree, test[i]?.truth ?? 0, depth);
  return {
    levels: tree.taxonomy.levels.map((_, level) => ({
      accuracy:
        knowsLeaves || level === 0 ? test.filter((_, i) => isRight(i, level + 1)).length / test.length : null,
      logLoss: null,
      ece: null,
    })),
    smallRecall: knowsLeaves ? recallOfSmall(contest, (i) => nodes[i] === test[i]?.truth) : null,
  };
}

/** Places in `test` of the titles whose leaf has fewer than `smallClass` distinct training titles. */
export function titlesOfSmall({ tree, titles, labels, test }: Contest): number[] {
  const seen = tree.leaves.map(() => new Set<string>());
  titles.forEach((title, i) => void seen[labels[i] ?? 0]?.add(title));
  const small = new Set(tree.leaves.filter((_, leaf) => (seen[leaf]?.size ?? 0) < smallClass));
  return test.flatMap(({ truth }, i) => (small.has(truth) ? [i] : []));
}

function recallOfSmall(contest: Contest, isRight: (i: number) => boolean): number | null {
  const places = titlesOfSmall(contest);
  return places.length > 0 ? places.filter(isRight).length / places.length : null;
}
