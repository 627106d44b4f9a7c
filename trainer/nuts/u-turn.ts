/**
 * The generalised U-turn criterion on M^-1-weighted dot products (Betancourt 2017, appendix A.4.2): a stretch goes on only
 * while the summed momentum still points forwards at both of its ends.
 */

/**
 * Dot products with M^-1 between the momenta at the ends of two neighbouring spans and summed momenta: over the whole
 * (`first`, `last`), over the earlier span and the first state of the later one (`earlierFirst`, `laterFirst`), and over the
 * later span and the last state of the earlier one (`earlierLast`, `laterLast`). The last four are the cross-subtree checks that
 * Stan added in 2.21.
 */
export type TurnProducts = {
  readonly first: number;
  readonly last: number;
  readonly earlierFirst: number;
  readonly laterFirst: number;
  readonly earlierLast: number;
  readonly laterLast: number;
};

/** Whether the joined span turns back on itself. A product that is not a number counts as turning. */
export function isTurning(products: TurnProducts): boolean {
  const { first, last, earlierFirst, laterFirst, earlierLast, laterLast } = products;
  const goesOn =
    first > 0 && last > 0 && earlierFirst > 0 && laterFirst > 0 && earlierLast > 0 && laterLast > 0;
  return !goesOn;
}
