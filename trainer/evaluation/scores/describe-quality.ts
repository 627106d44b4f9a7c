import type { Path } from "../../../shared/tree/taxonomy.ts";
import type { Evaluation } from "../evaluate-model.ts";
import type { ClassMetrics } from "./class-metrics.ts";

/** Fewest titles of a class that is called weak, and most classes that are. */
const fewestTitles = 10;
const weakest = 3;

/**
 * How good a model is, in sentences: right classes level by level, the lowest first; what is
 * answered by default, and how much of that is right; the classes of the lowest recall.
 *
 * @param how where the titles come from, for example "cross-fitted"
 */
export function describeQuality(
  { levels, answers }: Pick<Evaluation, "levels" | "answers">,
  classes: readonly ClassMetrics[],
  how: string,
): string[] {
  const right = levels
    .toReversed()
    .map(({ name, accuracy }) => `right ${name} ${percent(accuracy)}`)
    .join(", ");
  const { accuracy, coverage } = answers;
  const answered =
    accuracy === null
      ? "By default no title is answered."
      : `By default ${Math.round(100 * coverage)} of 100 titles are answered, and ${percent(accuracy)} of the answers are right.`;
  const weak = weakestClasses(classes);
  return [
    `${capitalise(right)} (${how}).`,
    answered,
    ...(weak.length > 0 ? [`Weakest: ${weak.map(describeClass).join("; ")}.`] : []),
  ];
}

/** Classes of the lowest recall, the weakest first, that have titles enough to tell. */
function weakestClasses(classes: readonly ClassMetrics[]): ClassMetrics[] {
  return classes
    .filter(({ titles, right }) => titles >= fewestTitles && right < titles)
    .sort((a, b) => (a.recall ?? 0) - (b.recall ?? 0))
    .slice(0, weakest);
}

function describeClass({ path, titles, right, confusedWith }: ClassMetrics): string {
  const taken = confusedWith ? `, ${confusedWith.titles} taken for ${quote(confusedWith.path)}` : "";
  return `${quote(path)} (${right} of ${titles} right${taken})`;
}

function quote(path: Path): string {
  return `"${path.join(" > ")}"`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function capitalise(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
