/**
 * Area under the ROC curve: the probability that a positive scores higher than a negative, with
 * ties counting half (Mann and Whitney 1947). NaN if there are no positives or no negatives, or
 * where a score is NaN.
 */
export function auroc(positives: readonly number[], negatives: readonly number[]): number {
  if ([...positives, ...negatives].some(Number.isNaN)) return Number.NaN;
  const all = [
    ...positives.map((score) => ({ score, positive: 1 })),
    ...negatives.map((score) => ({ score, positive: 0 })),
  ].sort((a, b) => a.score - b.score);
  let ranks = 0;
  for (let start = 0; start < all.length; ) {
    let end = start;
    let tied = 0;
    while (end < all.length && all[end]?.score === all[start]?.score) tied += all[end++]?.positive ?? 0;
    // Ranks count from 1; tied scores share the mean of theirs.
    ranks += tied * ((start + 1 + end) / 2);
    start = end;
  }
  const [p, n] = [positives.length, negatives.length];
  return (ranks - (p * (p + 1)) / 2) / (p * n);
}
