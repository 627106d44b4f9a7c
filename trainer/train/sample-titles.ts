import type { PackingLoss } from "../../shared/artifact/model.ts";
import { type SparseRow, type Vocabulary, vectoriser } from "../../shared/text/vocabulary.ts";
import { augmentTitles, type LabelledTitles } from "../posterior/augment-titles.ts";
import { evenlySpaced } from "../posterior/evenly-spaced.ts";

/** Most titles that the form of the posterior is chosen by, and that the loss is measured on. */
const choiceTitles = 600;
const lossTitles = 2_000;
/** Multiplications that predictives of all draws may take: a few seconds. */
const budget = 6e9;
/** Known words of a title, taken as its length for `budget`. */
const rowLength = 25;

/** Rows of the titles that packing is judged by. */
export type TitleSamples = {
  /** Augmented titles, which stand for unseen ones: the form of the posterior is chosen by them. */
  readonly choice: readonly SparseRow[];
  /** Titles that the packing loss is measured on. */
  readonly loss: readonly SparseRow[];
  readonly lossSource: PackingLoss["source"];
};

/**
 * Samples titles for packing, fewer of them where draws and leaves are many. Deterministic.
 *
 * @param seen training titles
 * @param heldOut titles for the loss; without any the training titles are taken
 */
export function sampleTitles(
  seen: LabelledTitles,
  heldOut: readonly string[],
  vocabulary: Vocabulary,
  { draws, leaves }: { readonly draws: number; readonly leaves: number },
): TitleSamples {
  const vectorise = vectoriser(vocabulary);
  const affordable = Math.floor(budget / (draws * leaves * rowLength));
  const lossSource = heldOut.length > 0 ? "held-out" : "training";
  const measured = lossSource === "held-out" ? heldOut : seen.titles;
  const lossCount = Math.max(1, Math.min(lossTitles, affordable));
  return {
    choice: augmentTitles(seen, Math.min(choiceTitles, affordable)).map(vectorise),
    loss: evenlySpaced(measured, lossCount).map(vectorise),
    lossSource,
  };
}
