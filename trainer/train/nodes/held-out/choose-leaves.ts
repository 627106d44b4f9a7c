import type { MostLeaves } from "../../../../shared/tree/node-tree.ts";
import type { TreeIndex } from "../../../../shared/tree/taxonomy.ts";
import type { Progress } from "../../../progress/progress.ts";
import { asTrained, isClearlyLess, meanLoss } from "../../held-out/held-out-loss.ts";
import type { HeldOutRegression } from "../../held-out/held-out-split.ts";
import { heldOutDepthLosses } from "./held-out-node-loss.ts";

/** Leaves that are tried where nodes usually know their children alone. */
const several = 256;
/** Grandchildren a child, on average, from which on it may be worth knowing them. */
const fewest = 2;
/** Nats that they must gain, and standard errors, as they cost several times as much. */
const leastGain = 0.002;
const clearly = 1;

/** What can be chosen. */
export type LeavesChoice = {
  /** What is taken where nothing is gained by more. */
  readonly usual: MostLeaves;
  readonly tree: TreeIndex;
  /** Whether a model with these leaves fits into its file. */
  readonly hasRoom: (mostLeaves: MostLeaves) => boolean;
};

/**
 * Which nodes know the classes below their children, too, where nodes usually know their children
 * alone. The log-losses of the nodes of each depth are compared as those of their scales are. What
 * is chosen, and by what, is said.
 *
 * @param trialOf makes what they are compared on, if there is anything to choose
 */
export function chooseNodeLeaves(
  { usual, tree: { depths: depthOf, taxonomy }, hasRoom }: LeavesChoice,
  trialOf: () => HeldOutRegression,
  seed: number,
  progress: Progress,
): MostLeaves {
  const { levels } = taxonomy;
  const addAt = (leaves: MostLeaves, depth: number) =>
    leaves.map((own, at) => (at === depth ? several : own));
  const countAt = (depth: number) => depthOf.filter((own) => own === depth).length;
  const hasMany = (depth: number) => countAt(depth + 2) >= fewest * countAt(depth + 1);
  const depths = [...levels.keys()].filter(
    (depth) => usual[depth] === 0 && hasMany(depth) && hasRoom(addAt(usual, depth)),
  );
  if (depths.length === 0) return usual;
  const { regression, heldOut } = trialOf();
  const task = progress.start("leaves of the nodes", 2);
  const lossesWith = (mostLeaves: MostLeaves) =>
    heldOutDepthLosses(regression, heldOut, seed, asTrained, depths, mostLeaves);
  const alone = lossesWith(usual);
  task.advance(1);
  const more = lossesWith(levels.map(() => several));
  task.advance(2);
  task.finish();
  let chosen = usual;
  for (const [depth, losses] of alone) {
    const lossesOfMore = more.get(depth) ?? losses;
    const [loss, lossOfMore] = [meanLoss(losses), meanLoss(lossesOfMore)];
    const isBetter = loss - lossOfMore >= leastGain && isClearlyLess(lossesOfMore, losses, clearly);
    const candidate = addAt(chosen, depth);
    const isTaken = isBetter && hasRoom(candidate);
    if (isTaken) chosen = candidate;
    progress.say(
      `nodes above ${levels[depth]} know their children${isTaken ? " and the classes below them" : " alone"}, ` +
        `by the held-out log-loss (children alone ${loss.toFixed(3)}, both ${lossOfMore.toFixed(3)} nats)`,
    );
  }
  return chosen;
}
