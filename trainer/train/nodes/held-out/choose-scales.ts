import { nodePreset, type Preset } from "../../../model/preset.ts";
import type { Progress } from "../../../progress/progress.ts";
import { describeScales, followScales } from "../../held-out/follow-scales.ts";
import { asTrained } from "../../held-out/held-out-loss.ts";
import { type HeldOutRegression, withScales } from "../../held-out/held-out-split.ts";
import { heldOutDepthLosses } from "./held-out-node-loss.ts";

/** Scales that are tried, a factor of about the root of 2 apart. */
const candidates = [0.05, 0.07, 0.1, 0.14, 0.2, 0.28, 0.4];
/** Standard errors by which another scale than the usual one must be better. */
const clearly = 1;

/**
 * The scales of the nodes of each depth that suit a catalogue, where the preset has fixed ones. The
 * log-losses of a fifth of the titles are compared, near the modes of the posteriors of the other
 * four. It goes from the usual scale down, or else up, for as long as the loss falls. Of what it
 * finds that is taken which has the least loss, and less than the usual scale by a standard error.
 * What is chosen, and by what, is said.
 *
 * @param trial the regression that is trained, of most titles; null where they are too few
 * @returns scales by depth, 0 for the root; undefined where the preset's stay
 */
export function chooseNodeScales(
  preset: Preset,
  trial: HeldOutRegression | null,
  seed: number,
  progress: Progress,
): readonly number[] | undefined {
  const { nodeScale } = preset;
  if (trial === null || nodeScale === undefined) return undefined;
  const { levels } = trial.regression.problem.tree.taxonomy;
  const task = progress.start("scale of the nodes", candidates.length);
  const tried = new Set<number>();
  const depths = [...levels.keys()];
  const found = followScales(nodeScale, candidates, clearly, depths, (scale, followed) => {
    const { regression, heldOut } = withScales(
      trial,
      nodePreset(
        preset,
        levels.map(() => scale),
      ),
    );
    const losses = heldOutDepthLosses(regression, heldOut, seed, asTrained, followed);
    task.advance(tried.add(scale).size);
    return losses;
  });
  task.finish();
  for (const one of found)
    progress.say(`scale of the nodes above ${levels[one.part]}: ${describeScales(one)}`);
  return depths.map((depth) => found.find(({ part }) => part === depth)?.best ?? nodeScale);
}
