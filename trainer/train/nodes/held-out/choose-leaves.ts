import type { MostLeaves } from "../../../../shared/tree/node-tree.ts";
import type { Progress } from "../../../progress/progress.ts";
import { asTrained, meanLoss } from "../../held-out/held-out-loss.ts";
import type { HeldOutRegression } from "../../held-out/held-out-split.ts";
import { heldOutDepthLosses } from "./held-out-node-loss.ts";

/** Leaves that are tried where nodes usually know their children alone. */
const several = 128;
/** Leaves of a depth that gains by them, where a run has at least twice the titles of the trial. */
const manyTitles = 256;
/**
 * Nats that they must gain, as they cost several times as much. A standard error is of that size,
 * and a depth that gains nothing but has them all the same loses time alone.
 */
const leastGain = 0.002;

/**
 * Which nodes know the classes below their children, too, where nodes usually know their children
 * alone. The log-losses of the nodes of each depth are compared as those of their scales are. What
 * is chosen, and by what, is said.
 *
 * @param usual what is taken where nothing is gained by more
 * @param share of the titles that are compared
 * @param hasRoom whether a model with these leaves fits into its file
 */
export function chooseNodeLeaves(
  usual: MostLeaves,
  { regression, heldOut }: HeldOutRegression,
  share: number,
  hasRoom: (mostLeaves: MostLeaves) => boolean,
  seed: number,
  progress: Progress,
): MostLeaves {
  const { depths: depthOf, groups, taxonomy } = regression.problem.tree;
  const { levels } = taxonomy;
  const most = share > 1 / 2 ? several : manyTitles;
  const addAt = (leaves: MostLeaves, depth: number) => leaves.map((own, at) => (at === depth ? most : own));
  const hasGrandchildren = (depth: number) => groups.some((node) => depthOf[node] === depth + 1);
  const depths = [...levels.keys()].filter(
    (depth) => usual[depth] === 0 && hasGrandchildren(depth) && hasRoom(addAt(usual, depth)),
  );
  if (depths.length === 0) return usual;
  const task = progress.start("leaves of the nodes", 2);
  const lossesWith = (mostLeaves: MostLeaves) =>
    heldOutDepthLosses(regression, heldOut, seed, asTrained, depths, mostLeaves);
  const alone = lossesWith(usual);
  task.advance(1);
  const more = lossesWith(levels.map(() => several));
  task.advance(2);
  task.finish();
  let chosen = usual;
  for (const depth of alone.keys()) {
    const [loss, lossOfMore] = [meanLoss(alone.get(depth)), meanLoss(more.get(depth))];
    const candidate = addAt(chosen, depth);
    const isTaken = loss - lossOfMore >= leastGain && hasRoom(candidate);
    if (isTaken) chosen = candidate;
    progress.say(
      `nodes above ${levels[depth]} know their children${isTaken ? " and the classes below them" : " alone"}, ` +
        `by the held-out log-loss (children alone ${loss.toFixed(3)}, both ${lossOfMore.toFixed(3)} nats)`,
    );
  }
  return chosen;
}
