import { ancestry, type TreeIndex } from "../../shared/tree/taxonomy.ts";

/** An answer to a title: the node answered (0 for none) and the node of its true class. */
export type Judged = { readonly node: number; readonly truth: number };

/** `share` of the titles is answered at this depth; `accuracy` is null when that is none or nothing is claimed. */
export type AnsweredAt = {
  readonly depth: number;
  readonly level: string | null;
  readonly titles: number;
  readonly share: number;
  readonly accuracy: number | null;
};

/** How good some answers are, taken together. */
export type AnswersMetrics = {
  /** Share of the answers that are right, "none" left out; null if nothing is answered. */
  readonly accuracy: number | null;
  /** Share of the titles with any answer. */
  readonly coverage: number;
  /** By the depth answered at: none (0), the top level (1), and on to the leaves. */
  readonly answeredAt: readonly AnsweredAt[];
  /** See `hierarchicalScores`. */
  readonly hierarchical: HierarchicalScores;
  /** Mean information gain in bits, see `informationGain`. */
  readonly informationGain: number;
};

export type HierarchicalScores = { readonly precision: number; readonly recall: number; readonly f1: number };

export function answersMetrics(tree: TreeIndex, answers: readonly Judged[]): AnswersMetrics {
  const byDepth = [0, ...tree.taxonomy.levels.map((_, level) => level + 1)].map(() => ({
    titles: 0,
    right: 0,
  }));
  for (const judged of answers) {
    const stop = byDepth[tree.depths[judged.node] ?? 0];
    if (stop === undefined) continue;
    stop.titles++;
    stop.right += Number(isRight(tree, judged));
  }
  const answered = answers.length - (byDepth[0]?.titles ?? 0);
  const right = byDepth.slice(1).reduce((sum, stop) => sum + stop.right, 0);
  return {
    accuracy: answered > 0 ? right / answered : null,
    coverage: answered / answers.length,
    answeredAt: byDepth.map(({ titles, right: rightHere }, depth) => ({
      depth,
      level: tree.taxonomy.levels[depth - 1] ?? null,
      titles,
      share: titles / answers.length,
      accuracy: depth > 0 && titles > 0 ? rightHere / titles : null,
    })),
    hierarchical: hierarchicalScores(tree, answers),
    informationGain: informationGain(tree, answers),
  };
}

/** Whether an answer is the true class or above it. "None" is not. */
export function isRight(tree: TreeIndex, { node, truth }: Judged): boolean {
  return ancestry(tree.taxonomy, truth).includes(node);
}

/**
 * Hierarchical precision, recall and F1 (Kiritchenko, Matwin, Nock and Famili 2006): what is answered and what is true are sets of a class and its ancestors below the root; hits are what they
 * share, summed over titles. Precision is 0 when nothing is answered.
 */
export function hierarchicalScores(tree: TreeIndex, answers: readonly Judged[]): HierarchicalScores {
  let [hits, claimed, wanted] = [0, 0, 0];
  for (const { node, truth } of answers) {
    const [ours, theirs] = [ancestry(tree.taxonomy, node), ancestry(tree.taxonomy, truth)];
    hits += ours.filter((one) => theirs.includes(one)).length;
    claimed += ours.length;
    wanted += theirs.length;
  }
  const precision = claimed > 0 ? hits / claimed : 0;
  const recall = wanted > 0 ? hits / wanted : 0;
  return { precision, recall, f1: hits > 0 ? (2 * precision * recall) / (precision + recall) : 0 };
}

/**
 * Mean information gain in bits (Deng, Krause, Berg and Fei-Fei 2012): a right answer is worth log2(all leaves / leaves below it), a wrong one and none are worth
 * nothing. At most log2 of the number of leaves.
 */
export function informationGain(tree: TreeIndex, answers: readonly Judged[]): number {
  const leavesBelow = new Float64Array(tree.nodeCount);
  for (const leaf of tree.leaves) {
    for (const node of ancestry(tree.taxonomy, leaf)) leavesBelow[node] = (leavesBelow[node] ?? 0) + 1;
  }
  const gain = (judged: Judged) =>
    isRight(tree, judged) ? Math.log2(tree.leaves.length / (leavesBelow[judged.node] ?? 1)) : 0;
  return answers.reduce((sum, judged) => sum + gain(judged), 0) / answers.length;
}
