import type { TargetPromise } from "../../calibration/target-promises.ts";

/** Fewer calibration titles than these cannot show that a target is out of reach. */
const fewestTitles = 100;

/**
 * Which targets a model can promise, and what the others would need. For example: "Targets this
 * model can promise: 0.80 and 0.90. 0.95 would need about 900 more calibration titles; as far as
 * the titles show, no number of them would do for 0.99."
 *
 * @param targets ascending; none for a model that nothing calibrates
 * @param wrongLabels share of the calibration titles whose label is wrong, as far as can be seen
 */
export function showTargets(targets: readonly TargetPromise[], wrongLabels: number): string {
  if (targets.length === 0) return "This model promises no target, since nothing calibrates it.";
  const promises = showPromises(targets);
  if (wrongLabels === 0) return promises;
  return `${promises} About ${showShare(wrongLabels)} of the labels look wrong: the words of their titles say surely that they are others.`;
}

function showPromises(targets: readonly TargetPromise[]): string {
  const promised = targets.filter((one) => one.promised).map(showTarget);
  const unreachable = targets.filter(({ moreTitles }) => moreTitles === null).map(showTarget);
  const missing = targets.flatMap((one) =>
    one.promised || one.moreTitles === null
      ? []
      : [`${showTarget(one)} would need ${showMore(one.moreTitles)}`],
  );
  const titles = targets[0]?.calibrationTitles ?? 0;
  if (unreachable.length > 0) {
    const names = joinWords(unreachable, "or");
    missing.push(
      titles < fewestTitles
        ? `${titles} calibration titles are too few to tell what it would take for ${names}`
        : `as far as the titles show, no number of them would do for ${names}`,
    );
  }
  const first =
    promised.length > 0
      ? `Targets this model can promise: ${joinWords(promised, "and")}.`
      : "This model can promise no target.";
  return missing.length > 0 ? `${first} ${capitalise(missing.join("; "))}.` : first;
}

function showTarget({ target }: TargetPromise): string {
  return target.toFixed(2);
}

/** A share in percent, with two digits. */
function showShare(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}

/** An estimate, so with two digits. */
function showMore(titles: number): string {
  if (titles < 10) return "a few more calibration titles";
  return `about ${Number(titles.toPrecision(2)).toLocaleString("en")} more calibration titles`;
}

function joinWords(words: readonly string[], last: "and" | "or"): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;
}

function capitalise(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
