import { nextUniform, seedStream } from "../../trainer/nuts/random.ts";

/** Letters from the most frequent of English on. */
const letters = "etaoinsrhldcumfpgwybvkxjqz";
const [seed, stream] = [7, 3];

/**
 * Rows with one slip of the pen in each title, in one of its words of four letters or more: behind
 * the first letter one is left out, added or exchanged, or two neighbours change places. Titles
 * without such a word stay. Deterministic.
 */
export function misspellRows<T extends { readonly title: string }>(rows: readonly T[]): T[] {
  const random = seedStream(seed, stream);
  const below = (limit: number) => Math.floor(nextUniform(random) * limit);
  return rows.map((row) => ({ ...row, title: misspell(row.title, below) }));
}

function misspell(title: string, below: (limit: number) => number): string {
  const words = title.split(" ");
  const long = [...words.keys()].filter((at) => /^[A-Za-z]{4}/.test(words[at] ?? ""));
  if (long.length === 0) return title;
  const at = long[below(long.length)] ?? 0;
  const word = words[at] ?? "";
  const place = 1 + below(word.length - 1);
  const [before, rest] = [word.slice(0, place), word.slice(place)];
  const slip = below(4);
  const letter = letters.charAt(below(letters.length));
  const slips = [
    before + rest.slice(1),
    before + letter + rest,
    before + letter + rest.slice(1),
    before.slice(0, -1) + rest.charAt(0) + before.slice(-1) + rest.slice(1),
  ];
  return words.with(at, slips[slip] ?? word).join(" ");
}
