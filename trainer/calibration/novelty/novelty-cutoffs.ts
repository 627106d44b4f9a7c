import { noCutoff } from "../../../shared/artifact/novelty-tests.ts";

/**
 * Scores of a title of known class along its answer, from the top level down; empty for a title
 * whose answer the tests would not change.
 */
export type TestedTitle = readonly number[];

/** Share of alpha for the test of the top level; the levels below have equal parts of the rest. */
const topShare = 1 / 2;

/**
 * Most answers that the tests may make shallower, as a share of the answers that they can change. A
 * rule that answers few titles would lose all of them to alpha otherwise.
 */
const maxAnswerShare = 1 / 5;

/**
 * Cutoffs of the novelty tests, one per level from the top: together they make the answers of at
 * most the share `alpha` of titles of known classes shallower, for titles drawn as these were. A
 * conformal test for outliers (Bates, Candes, Lei, Romano and Sesia 2023) with a budget of k =
 * floor(alpha (n + 1)) titles, parted over the levels. The test of the top level gets the k_1
 * highest scores of the n titles; each level below gets the highest scores at it among the titles
 * that the levels above do not refuse. Put in front of a further exchangeable title, the tests
 * refuse it with probability at most k / (n + 1): it is refused exactly if it is one of the k that
 * they take from all n + 1. A level without a budget has the cutoff `noCutoff`.
 *
 * Titles without an answer cannot be refused, so they leave the budget to the others, within
 * `maxAnswerShare`.
 *
 * @param levels number of levels
 */
export function findNoveltyCutoffs(titles: readonly TestedTitle[], levels: number, alpha: number): number[] {
  let left = titles.filter((scores) => scores.length > 0);
  const all = Math.min(alpha * (titles.length + 1), maxAnswerShare * left.length);
  const budget = (share: number) => Math.floor(share * all + 1e-9);
  let spent = 0;
  return Array.from({ length: levels }, (_, level) => {
    const lower = levels > 1 ? (level * (1 - topShare)) / (levels - 1) : 1 - topShare;
    const count = budget(topShare + lower) - spent;
    const ranked = left.flatMap((scores) => scores[level] ?? []).sort((a, b) => b - a);
    const cutoff = ranked[count - 1] ?? noCutoff;
    if (cutoff !== noCutoff) {
      const before = left.length;
      left = left.filter((scores) => !((scores[level] ?? Number.NEGATIVE_INFINITY) >= cutoff));
      spent += before - left.length;
    }
    return cutoff;
  });
}
