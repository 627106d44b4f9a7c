import type { Calibration, LogOddsMap } from "../../shared/artifact/model.ts";
import { believer, mostProbable } from "../../shared/predict/beliefs.ts";
import { logOdds } from "../../shared/predict/log-odds.ts";
import { ancestry, type TreeIndex } from "../../shared/tree/taxonomy.ts";
import type { LabelledForecast } from "./forecasts.ts";
import { fitLogistic, type Observation } from "./logistic.ts";

/** The map that leaves probabilities as they are. */
export const unchanged: LogOddsMap = { intercept: 0, slope: 1, knownWords: 0 };

/**
 * One map per level: a logistic regression of "the most probable child is the right one" on the log-odds of its share and the log of the share of known words, over the titles
 * for which all levels above are right. A normal prior around `unchanged` keeps it there where titles are few.
 */
export function fitLevels(
  tree: TreeIndex,
  unseen: Pick<Calibration, "subcategory" | "outside">,
  titles: readonly LabelledForecast[],
): LogOddsMap[] {
  const { levels } = tree.taxonomy;
  const observations: Observation[][] = levels.map(() => []);
  const believe = believer(tree, {
    ...{ titles: titles.length, target: 0, targets: [], ...unseen },
    levels: levels.map(() => unchanged),
  });
  for (const title of titles) {
    const { nodes } = believe(title);
    const path = ancestry(tree.taxonomy, title.truth).reverse();
    let at = 0;
    for (const [level, right] of path.entries()) {
      const children = tree.children[at] ?? [];
      const top = mostProbable(children, nodes);
      const share = (nodes[top] ?? 0) / Math.max(nodes[at] ?? 0, Number.MIN_VALUE);
      if (children.length > 1) {
        observations[level]?.push({
          features: [1, logOdds(share), Math.log(title.known)],
          outcome: Number(top === right),
          weight: 1,
        });
      }
      if (top !== right) break;
      at = right;
    }
  }
  return observations.map((found) => {
    const [intercept = 0, slope = 1, knownWords = 0] = fitLogistic(found, [0, 1, 0]);
    return { intercept, slope: Math.max(0, slope), knownWords };
  });
}
