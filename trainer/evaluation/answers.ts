import { ancestry, type TreeIndex } from "../../shared/tree/taxonomy.ts";

/** An answer to a title: the node answered (0 for none) and the node of its true class. */
export type LabelledAnswer = { readonly node: number; readonly truth: number };

/** What is answered at one depth. `accuracy` is null where nothing is answered. */
export type AnsweredAt = {
  readonly depth: number;
  readonly level: string | null;
  readonly titles: number;
  /** Share of all titles. */
  readonly share: number;
  readonly accuracy: number | null;
};

/** Metrics of some answers, taken together. */
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

/** Micro-averages over titles, each in [0, 1]. */
export type HierarchicalScores = { readonly precision: number; readonly recall: number; readonly f1: number };

/** Counts and metrics of answers to titles of known classes. */
export function answersMetrics(tree: TreeIndex, answers: readonly LabelledAnswer[]): AnswersMetrics {
  const byDepth = [0, ...tree.taxonomy.levels.map((_, level) => level + 1)].map(() => ({
    titles: 0,
    right: 0,
  }));
  for (const answer of answers) {
    const counts = byDepth[tree.depths[answer.node] ?? 0];
    if (counts === undefined) continue;
    counts.titles++;
    counts.right += Number(isRight(tree, answer));
  }
  const answered = answers.length - (byDepth[0]?.titles ?? 0);
  const right = byDepth.slice(1).reduce((sum, counts) => sum + counts.right, 0);
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
export function isRight(tree: TreeIndex, { node, truth }: LabelledAnswer): boolean {
  return ancestry(tree.taxonomy, truth).includes(node);
}

/**
 * Hierarchical precision, recall and F1 (Kiritchenko, Matwin, Nock and Famili 2006),
 * micro-averaged. An answer and a true class each stand for the set of themselves and their
 * ancestors below the root. True positives are what both sets have. Precision is 0 when nothing is
 * answered.
 */
export function hierarchicalScores(tree: TreeIndex, answers: readonly LabelledAnswer[]): HierarchicalScores {
  let [truePositives, predicted, actual] = [0, 0, 0];
  for (const { node, truth } of answers) {
    const [answered, wanted] = [ancestry(tree.taxonomy, node), ancestry(tree.taxonomy, truth)];
    truePositives += answered.filter((one) => wanted.includes(one)).length;
    predicted += answered.length;
    actual += wanted.length;
  }
  const precision = predicted > 0 ? truePositives / predicted : 0;
  const recall = actual > 0 ? truePositives / actual : 0;
  const f1 = truePositives > 0 ? (2 * precision * recall) / (precision + recall) : 0;
  return { precision, recall, f1 };
}

/**
 * Mean information gain in bits (Deng, Krause, Berg and Fei-Fei 2012). A right answer is worth
 * log2(all leaves / leaves below it); a wrong one and none are worth 0. At most log2 of the number
 * of leaves.
 */
export function informationGain(tree: TreeIndex, answers: readonly LabelledAnswer[]): number {
  const leavesBelow = new Float64Array(tree.nodeCount);
  for (const leaf of tree.leaves) {
    for (const node of ancestry(tree.taxonomy, leaf)) leavesBelow[node] = (leavesBelow[node] ?? 0) + 1;
  }
  const gain = (answer: LabelledAnswer) =>
    isRight(tree, answer) ? Math.log2(tree.leaves.length / (leavesBelow[answer.node] ?? 1)) : 0;
  return answers.reduce((sum, answer) => sum + gain(answer), 0) / answers.length;
}
