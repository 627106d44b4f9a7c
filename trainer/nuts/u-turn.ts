/**
 * The generalised U-turn criterion (Betancourt 2017, appendix A.4.2). A trajectory goes on only
 * while the sum of its momenta points forwards at both of its ends.
 */

/**
 * Dot products, with M^-1, of the momenta at the ends of two neighbouring spans and sums of
 * momenta:
 *
 *     first, last                 the sum over both spans
 *     earlierFirst, laterFirst    the earlier span and the first state of the later one
 *     earlierLast, laterLast      the later span and the last state of the earlier one
 *
 * The last four are the checks across subtrees that Stan added in 2.21.
 */
export type UTurnProducts = {
  readonly first: number;
  readonly last: number;
  readonly earlierFirst: number;
  readonly laterFirst: number;
  readonly earlierLast: number;
  readonly laterLast: number;
};

/** Whether the joined span makes a U-turn. A product that is NaN counts as turning. */
export function isTurning(products: UTurnProducts): boolean {
  const { first, last, earlierFirst, laterFirst, earlierLast, laterLast } = products;
  const goesOn =
    first > 0 && last > 0 && earlierFirst > 0 && laterFirst > 0 && earlierLast > 0 && laterLast > 0;
  return !goesOn;
}
