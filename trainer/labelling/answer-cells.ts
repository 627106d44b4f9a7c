import type { Answer, Placement } from "../../shared/answer/answer.ts";
import { classifier } from "../../shared/answer/classify.ts";
import type { Model } from "../../shared/artifact/model.ts";
import type { ThresholdOptions } from "../../shared/decision/thresholds.ts";
import type { Explanation } from "../../shared/explanation/explanation.ts";

/** What rows are labelled with. Plain data, so that it can be sent to threads. */
export type LabelOptions = ThresholdOptions & {
  /** Most probable lowest classes to add, each with its probability; 0 for none. */
  readonly top: number;
  /** Whether to add what each word says for the answer. */
  readonly explain: boolean;
};

/** A value that labelling adds to a row; null for none. */
export type AddedValue = string | number | null;

/** A column that labelling adds, and the type of its values. */
export type AddedColumn = { readonly name: string; readonly type: "text" | "whole" | "number" };

/** The values added to one row, and whether its title was cut. */
export type LabelledTitle = { readonly values: readonly AddedValue[]; readonly wasCut: boolean };

/** Reason for a row without a title. */
const noTitle = "no-title";

/** The columns added, in the order of their values. */
export function addedColumns({ top, explain }: LabelOptions): AddedColumn[] {
  const candidates = Array.from({ length: top }, (_, k): AddedColumn[] => [
    { name: `candidate_${k + 1}`, type: "text" },
    { name: `candidate_${k + 1}_probability`, type: "number" },
  ]);
  return [
    { name: "path", type: "text" },
    { name: "level", type: "whole" },
    { name: "probability", type: "number" },
    { name: "interval_low", type: "number" },
    { name: "interval_high", type: "number" },
    { name: "reason", type: "text" },
    ...candidates.flat(),
    ...(explain
      ? ([
          { name: "rival", type: "text" },
          { name: "words", type: "text" },
        ] as const)
      : []),
  ];
}

/**
 * Names for the added columns that none of the file's own has, whatever the case: as they are, or
 * all of them with `hedge_` before.
 */
export function distinctNames(added: readonly AddedColumn[], own: readonly string[]): AddedColumn[] {
  const taken = new Set(own.map((name) => name.trim().toLowerCase()));
  let columns = [...added];
  while (columns.some(({ name }) => taken.has(name)))
    columns = columns.map((one) => ({ ...one, name: `hedge_${one.name}` }));
  return columns;
}

/** Builds the function from a title to the values that its row gets. */
export function titleLabeller(model: Model, options: LabelOptions): (title: string) => LabelledTitle {
  const { top, explain, target, min } = options;
  const classify = classifier(model);
  const unlabelled = addedColumns(options).map(({ name }) => (name === "reason" ? noTitle : null));
  return (title) => {
    if (title.trim() === "") return { values: unlabelled, wasCut: false };
    const answer = classify(title, { top: Math.max(1, top), explain, target, min });
    const candidates = Array.from({ length: top }, (_, k) => candidateValues(answer.candidates[k]));
    const values = [
      ...placementValues(answer),
      ...candidates.flat(),
      ...(explain ? explanationValues(answer) : []),
    ];
    return { values, wasCut: answer.truncated !== undefined };
  };
}

function placementValues({ answer, fallback }: Answer): AddedValue[] {
  const reason = fallback?.reason ?? null;
  if (answer === null) return [null, null, null, null, null, reason];
  const [low, high] = answer.interval;
  return [showPath(answer.path), answer.level, answer.probability, low, high, reason];
}

function candidateValues(candidate: Placement | undefined): AddedValue[] {
  return candidate === undefined ? [null, null] : [showPath(candidate.path), candidate.probability];
}

/** The rival, and the effects of the words on the log-odds against it. */
function explanationValues({ explanation }: Answer): AddedValue[] {
  return explanation ? [showPath(explanation.rival), showEffects(explanation)] : [null, null];
}

/** The effects of the words, strongest first: `lego 2.10, adult -0.50`. */
export function showEffects({ words }: Explanation): string {
  return words.map(({ word, effect }) => `${word} ${effect.toFixed(2)}`).join(", ");
}

function showPath(path: readonly string[]): string {
  return path.join(" > ");
}
