/** Characters of a title that are read, in UTF-16 code units. */
export const maxTitleLength = 10_000;

/** How many characters a title that was too long had, and how many of them were read. */
export type Truncation = { readonly from: number; readonly to: number };

/**
 * Cuts a title that is too long: after the last word that ends within the limit, or at the limit
 * where the text before it is one word of more than 100 characters.
 */
export function truncateTitle(title: string): { readonly title: string; readonly truncated?: Truncation } {
  if (title.length <= maxTitleLength) return { title };
  const most = title.slice(0, maxTitleLength);
  const space = /\s\S{0,100}$/.exec(most);
  // Half of a surrogate pair is no character.
  const kept = space === null ? most.replace(/[\ud800-\udbff]$/, "") : most.slice(0, space.index);
  return { title: kept, truncated: { from: title.length, to: kept.length } };
}
