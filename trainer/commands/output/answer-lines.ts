import type { Answer, Fallback, Placement } from "../../../shared/answer/answer.ts";
import { pathOf, type TreeIndex } from "../../../shared/tree/taxonomy.ts";
import { showEffects } from "../../labelling/answer-cells.ts";

/** Paths longer than this are not aligned. */
const widest = 48;

/** Width of the column of paths: that of the taxonomy's longest path, at most `widest`. */
export function pathWidth({ taxonomy, leaves }: TreeIndex): number {
  const longest = Math.max(...leaves.map((node) => showPath(pathOf(taxonomy, node)).length));
  return Math.min(widest, longest);
}

/**
 * An answer for people, with the `top` candidates and the explanation below it, indented:
 *
 *     0.93 [0.86, 0.97]  toys games > games   lego castle   (why it is not more specific)
 */
export function answerLines(answer: Answer, width: number, top: number): string[] {
  const { fallback, truncated } = answer;
  const head = answer.answer
    ? showPlacement(answer.answer, width)
    : `${"-".padEnd("0.00 [0.00, 0.00]".length)}  ${"(none)".padEnd(width)}`;
  const why = fallback ? `  (${explain(fallback)})` : "";
  const candidates = answer.candidates
    .slice(0, top)
    .map((one) => `    ${showPlacement(one, width).trimEnd()}`);
  const cut = truncated ? `  (cut: ${truncated.to} of ${truncated.from} characters were read)` : "";
  return [`${head}  ${printable(answer.title)}${cut}${why}`, ...candidates, ...explanationLines(answer)];
}

/** What each word adds to the log-odds against the rival: `against games: lego 2.10, set -0.50`. */
function explanationLines({ explanation }: Answer): string[] {
  if (!explanation) return [];
  return [`    against ${showPath(explanation.rival)}: ${printable(showEffects(explanation))}`];
}

function explain({ reason, child, probability, threshold }: Fallback): string {
  // Without a known word the probability is the prior's and was not compared with anything.
  if (reason === "no-known-words") return reason;
  // Probable enough, so that a novelty test stopped it.
  if (probability >= threshold) return `${reason}: unlike the titles of ${printable(child)}`;
  return `${reason}: ${printable(child)} ${probability.toFixed(2)}, needs ${threshold.toFixed(2)}`;
}

function showPlacement({ path, probability, interval: [low, high] }: Placement, width: number): string {
  const numbers = `${probability.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`;
  return `${numbers}  ${showPath(path).padEnd(width)}`;
}

function showPath(path: readonly string[]): string {
  return printable(path.join(" > "));
}

/** Control characters, which could move a terminal's cursor or hide text, as spaces. */
function printable(text: string): string {
  return text.replace(/\p{C}/gu, " ");
}
