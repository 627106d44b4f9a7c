import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { countDimensions } from "../../../shared/text/vocabulary.ts";
import { pathKey, pathOf, type TreeIndex } from "../../../shared/tree/taxonomy.ts";
import type { ChainJob } from "../../chains/chain-job.ts";
import { floatsOf } from "../../chains/draw-mean.ts";
import type { Regression } from "../../model/regression.ts";
import { seedStream } from "../../nuts/random.ts";
import { readEarlierPosterior } from "./earlier-posterior.ts";
import { type DrawMap, mapFeatures, parametersFromDraw } from "./parameters-from-draw.ts";

/** First stream of a seed that the seeds of starts come from. */
const stream = 0x66726f6d;

/** The file of a start. */
const startFile = (folder: string, start: number) => join(folder, `start-${start}.f32`);
/** Its name while the run that the starts come from may still be in the folder. */
const newStartFile = (folder: string, start: number) => join(folder, `new-start-${start}.f32`);

/**
 * Writes what the chains of a run start from: draws of an earlier posterior, mapped to the features
 * and classes of this one by word and by path. The folder may be that of the earlier run, so they
 * get their names by `keepChainStarts`.
 *
 * Each file is float32 and little-endian: the step size, or 0 where it is not known, then the
 * parameters.
 *
 * @throws HedgeError as `readEarlierPosterior`
 */
export async function writeChainStarts(
  folder: string,
  from: string,
  { vocabulary, problem }: Regression,
  seed: number,
): Promise<void> {
  const earlier = await readEarlierPosterior(from);
  const map: DrawMap = {
    featureOf: mapFeatures(vocabulary.terms, countDimensions(vocabulary), earlier.features),
    ...mapClasses(problem.tree, earlier.tree),
    columns: earlier.tree.nodeCount - 1,
  };
  mkdirSync(folder, { recursive: true });
  for (let start = 0; existsSync(newStartFile(folder, start)); start++) rmSync(newStartFile(folder, start));
  earlier.draws.forEach((draw, start) => {
    const ownSeed = seedStream(seed, stream + start)[0] ?? 0;
    const parameters = parametersFromDraw(problem, draw, map, ownSeed);
    const stored = new Float32Array(1 + parameters.length);
    stored[0] = earlier.stepSize ?? 0;
    stored.set(parameters, 1);
    writeFileSync(newStartFile(folder, start), stored);
  });
}

/** Gives the new starts of a folder their names. */
export function keepChainStarts(folder: string): void {
  for (let start = 0; existsSync(newStartFile(folder, start)); start++)
    renameSync(newStartFile(folder, start), startFile(folder, start));
}

/**
 * Reads the starts in a run folder; null without. Chains that are more than the starts take them
 * again, with random numbers of their own. Approximate draws keep the step size that they have.
 */
export function openChainStarts(
  folder: string,
): ((chain: number, nuts: ChainJob["nuts"]) => Pick<ChainJob, "nuts" | "initialParameters">) | null {
  const count = readdirSync(folder).filter((name) => /^start-\d+\.f32$/.test(name)).length;
  if (count === 0) return null;
  return (chain, nuts) => {
    const stored = floatsOf(readFileSync(startFile(folder, chain % count)));
    const stepSize = stored[0] ?? 0;
    return {
      initialParameters: Float64Array.from(stored.subarray(1)),
      nuts: stepSize > 0 && !nuts.unadjusted ? { ...nuts, firstStepSize: stepSize } : nuts,
    };
  };
}

/** Where an earlier tree has the columns and groups of a tree, by path. */
function mapClasses(tree: TreeIndex, earlier: TreeIndex): Pick<DrawMap, "columnOf" | "groupOf"> {
  const nodeOf = new Map(
    earlier.depths.map((_, node) => [pathKey(pathOf(earlier.taxonomy, node)), node] as const),
  );
  const earlierNode = (node: number) => nodeOf.get(pathKey(pathOf(tree.taxonomy, node))) ?? -1;
  return {
    columnOf: Int32Array.from(
      [...tree.leaves, ...tree.internals],
      (node) => earlier.columns[earlierNode(node)] ?? -1,
    ),
    groupOf: Int32Array.from(tree.groups, (node) => earlier.groups.indexOf(earlierNode(node))),
  };
}
