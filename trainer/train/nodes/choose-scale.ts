import type { DataSet } from "../../data/data-set.ts";
import { nodePreset, type Preset } from "../../model/preset.ts";
import { presetRegression } from "../../model/regression.ts";
import type { Progress } from "../../progress/progress.ts";
import type { CatalogueVectors } from "../../words/catalogue-vectors.ts";
import { asTrained, meanLoss } from "../held-out/held-out-loss.ts";
import { fewestToCompare, heldOutSplit } from "../held-out/held-out-split.ts";
import { heldOutNodeLosses } from "./held-out-node-loss.ts";

/** Scales that are tried, a factor of about the root of 2 apart. */
const candidates = [0.05, 0.07, 0.1, 0.14, 0.2, 0.28, 0.4];

/**
 * A preset as the nodes of a catalogue have it. The scale is that of the least log-loss on a fifth
 * of the titles, near the modes of the posteriors of the other four. It goes from the usual scale
 * down, or else up, for as long as the loss falls. What is chosen, and by what, is said. A preset
 * that learns its scales stays as it is.
 */
export function chooseNodeScale(
  preset: Preset,
  dataSet: DataSet,
  vectors: Pick<CatalogueVectors, "tablesFor">,
  seed: number,
  progress: Progress,
): Preset {
  const { nodeScale } = preset;
  if (nodeScale === undefined || dataSet.titles.length < fewestToCompare) return nodePreset(preset);
  const { training, heldOut } = heldOutSplit(dataSet, seed);
  const regression = presetRegression(
    nodePreset(preset),
    { ...training, tree: dataSet.tree },
    vectors.tablesFor(training.titles),
  );
  const task = progress.start("scale of the nodes", candidates.length);
  const losses = new Map<number, number>();
  const lossOf = (scale: number): number => {
    const { scalePriors } = nodePreset(preset, scale);
    const problem = { ...regression.problem, scalePriors: scalePriors(dataSet.tree) };
    const [found] = heldOutNodeLosses({ ...regression, problem }, heldOut, seed, [asTrained]);
    const loss = meanLoss(found);
    losses.set(scale, loss);
    task.advance(losses.size);
    return loss;
  };
  let [best, least] = [nodeScale, lossOf(nodeScale)];
  const follow = (scales: readonly number[]): boolean => {
    const before = best;
    for (const scale of scales) {
      const loss = lossOf(scale);
      if (loss >= least) break;
      [best, least] = [scale, loss];
    }
    return best !== before;
  };
  const lower = candidates.filter((scale) => scale < nodeScale).toReversed();
  if (!follow(lower)) follow(candidates.filter((scale) => scale > nodeScale));
  task.finish();
  const tried = Array.from(losses, ([scale, loss]) => `${scale} ${loss.toFixed(3)}`).join(", ");
  progress.say(`scale of the nodes: ${best}, by the held-out log-loss (${tried} nats)`);
  return nodePreset(preset, best);
}
