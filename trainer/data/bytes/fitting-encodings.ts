import { TextDecoder } from "node:util";
import { highRuns } from "./byte-runs.ts";

/**
 * Encodings of scripts with many letters, by the labels of `TextDecoder`, and the least share of
 * bytes beyond ASCII that stand beside another. In Shift_JIS the second byte of a letter may be one
 * of ASCII. An accent in a western text stands alone.
 */
const encodings: readonly (readonly [label: string, leastBeside: number])[] = [
  ["shift_jis", 0.5],
  ["gb18030", 0.9],
  ["big5", 0.5],
  ["euc-kr", 0.9],
  ["euc-jp", 0.9],
];
/** Half-width katakana and private use: most bytes are these in a wrong encoding. */
const unlikely = /[\uff61-\uff9f\ue000-\uf8ff]/gu;
const mostUnlikely = 0.1;

/** Encodings of Chinese, Japanese and Korean by which bytes are a text; perhaps of none. */
export function fittingEncodings(bytes: Uint8Array): string[] {
  const lengths = Array.from(highRuns(bytes), ({ start, end }) => end - start);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const beside = sum(lengths.filter((length) => length > 1)) / sum(lengths);
  return encodings.flatMap(([encoding, least]) =>
    beside >= least && isText(bytes, encoding) ? [encoding] : [],
  );
}

function isText(bytes: Uint8Array, encoding: string): boolean {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
    const letters = text.length - (text.match(/[\0-\x7f]/g)?.length ?? 0);
    return (text.match(unlikely)?.length ?? 0) <= mostUnlikely * letters;
  } catch {
    return false;
  }
}
