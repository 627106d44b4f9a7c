import { nodePreset, type Preset } from "../../model/preset.ts";
import type { Progress } from "../../progress/progress.ts";
import { followScales } from "../held-out/follow-scales.ts";
import { asTrained } from "../held-out/held-out-loss.ts";
import type { HeldOutRegression } from "../held-out/held-out-split.ts";
import { heldOutDepthLosses } from "./held-out-node-loss.ts";

/** Scales that are tried, a factor of about the root of 2 apart. */
const candidates = [0.05, 0.07, 0.1, 0.14, 0.2, 0.28, 0.4];

/**
 * A preset as the nodes of a catalogue have it. Nodes of the same depth have one scale: that of the
 * least log-loss on a fifth of the titles, near the modes of the posteriors of the other four. It
 * goes from the usual scale down, or else up, for as long as the loss falls. What is chosen, and by
 * what, is said. A preset that learns its scales stays as it is.
 */
export function chooseNodeScales(
  preset: Preset,
  trial: HeldOutRegression | null,
  seed: number,
  progress: Progress,
): Preset {
  const { nodeScale } = preset;
  if (trial === null || nodeScale === undefined) return preset;
  const { regression, heldOut } = trial;
  const { tree } = regression.problem;
  const { levels } = tree.taxonomy;
  const task = progress.start("scale of the nodes", candidates.length);
  const tried = new Set<number>();
  const lossesAt = (scale: number, depths: readonly number[]) => {
    const { scalePriors } = nodePreset(
      preset,
      levels.map(() => scale),
    );
    const problem = { ...regression.problem, scalePriors: scalePriors(tree) };
    const losses = heldOutDepthLosses({ ...regression, problem }, heldOut, seed, asTrained, depths);
    tried.add(scale);
    task.advance(tried.size);
    return losses;
  };
  const found = followScales(nodeScale, candidates, [...levels.keys()], lossesAt);
  task.finish();
  for (const { part: depth, best, losses } of found) {
    const shown = Array.from(losses, ([scale, loss]) => {
      return `${scale} ${(loss / heldOut.titles.length).toFixed(3)}`;
    });
    const level = levels[depth] ?? "";
    progress.say(
      `scale of the nodes of ${level}: ${best}, by the held-out log-loss (${shown.join(", ")} nats)`,
    );
  }
  const scales = levels.map(() => nodeScale);
  for (const { part: depth, best } of found) scales[depth] = best;
  return nodePreset(preset, scales);
}
