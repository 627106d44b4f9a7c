import { nodePreset, type Preset } from "../../model/preset.ts";
import type { Progress } from "../../progress/progress.ts";
import { asTrained } from "../held-out/held-out-loss.ts";
import type { HeldOutRegression } from "../held-out/held-out-split.ts";
import { heldOutDepthLosses } from "./held-out-node-loss.ts";

/** Scales that are tried, a factor of about the root of 2 apart. */
const candidates = [0.05, 0.07, 0.1, 0.14, 0.2, 0.28, 0.4];

/** What was tried for the nodes of one depth. */
type DepthScales = {
  readonly depth: number;
  /** Log-losses by scale, in the order in which they were tried: summed over titles, in nats. */
  readonly losses: Map<number, number>;
  best: number;
};

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
  const first = lossesAt(nodeScale, [...levels.keys()]);
  const found = Array.from(first, ([depth, loss]): DepthScales => {
    return { depth, losses: new Map([[nodeScale, loss]]), best: nodeScale };
  });
  const follow = (scales: readonly number[], depths: readonly DepthScales[]): void => {
    const [scale, ...further] = scales;
    if (scale === undefined || depths.length === 0) return;
    const losses = lossesAt(
      scale,
      depths.map(({ depth }) => depth),
    );
    const better = depths.filter((one) => {
      const loss = losses.get(one.depth) ?? Number.POSITIVE_INFINITY;
      one.losses.set(scale, loss);
      const isBetter = loss < (one.losses.get(one.best) ?? 0);
      if (isBetter) one.best = scale;
      return isBetter;
    });
    follow(further, better);
  };
  const lower = candidates.filter((scale) => scale < nodeScale).toReversed();
  const higher = candidates.filter((scale) => scale > nodeScale);
  follow(lower, found);
  follow(
    higher,
    found.filter(({ best }) => best === nodeScale),
  );
  task.finish();
  for (const { depth, best, losses } of found) {
    const shown = Array.from(losses, ([scale, loss]) => {
      return `${scale} ${(loss / heldOut.titles.length).toFixed(3)}`;
    });
    const level = levels[depth] ?? "";
    progress.say(
      `scale of the nodes of ${level}: ${best}, by the held-out log-loss (${shown.join(", ")} nats)`,
    );
  }
  const scales = levels.map(() => nodeScale);
  for (const { depth, best } of found) scales[depth] = best;
  return nodePreset(preset, scales);
}
