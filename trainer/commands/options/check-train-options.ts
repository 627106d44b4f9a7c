import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { HedgeError } from "../../../shared/errors.ts";
import { askForLevels } from "../../data/ask-columns.ts";
import { expandGlobs } from "../../data/expand-globs.ts";
import { prepareOutputFolder } from "../../files/output-folder.ts";
import type { Progress } from "../../progress/progress.ts";
import { pathInShared } from "../../queue/shared-folder.ts";
import type { ChainLengths } from "../../train/folds/run-fold-chains.ts";
import type { TrainOptions } from "../../train/options.ts";
import { holdoutFileBeside } from "../../train/read-data.ts";
import { withEngine } from "../../train/with-engine.ts";
import { withQueuePassword } from "./queue-password.ts";
import { fromWarmup, trainDefaults, usefulThreads } from "./train-defaults.ts";
import type { TrainArguments } from "./train-options.ts";

/**
 * Checks options that depend on each other, and every file that they name.
 *
 * @throws HedgeError `bad-usage` for outputs that overwrite an input or another output
 */
export async function checkTrainOptions(
  given: Omit<TrainArguments, "json" | "strict" | "report">,
  report: string,
  progress: Progress,
): Promise<TrainOptions> {
  const useful = usefulThreads();
  const threads = Math.min(given.threads ?? useful, useful);
  if (given.threads !== undefined && given.threads > useful) {
    progress.say(`--threads ${given.threads}: ${useful} are used, there being no more cores`);
  }
  if (given.holdoutFile !== undefined && given.holdout === 0) {
    throw new HedgeError("bad-usage", "--holdout-file needs --holdout, the share of titles to set aside.");
  }
  if (given.from !== undefined && given.resume === undefined && !existsSync(given.from)) {
    throw new HedgeError(
      "missing-file",
      `There is no "${given.from}"; --from names a model file or a run folder.`,
    );
  }
  const queue = await checkQueueOptions(given, progress);
  const data = await expandGlobs(given.data);
  const levels = given.levels ?? [];
  if (given.levels === undefined && given.path === undefined)
    throw await askForLevels(data[0] ?? "", given.title, given);
  const shares = ["data", "uniform"].includes(given.classPrior ?? "data") ? undefined : given.classPrior;
  const heldOut = given.holdout ? (given.holdoutFile ?? holdoutFileBeside(given.out)) : undefined;
  const inputs = { "--class-prior": shares, "--taxonomy": given.taxonomy };
  await checkOutputs(data, inputs, {
    "--out": given.out,
    "--holdout-file": heldOut,
    "--report": report,
  });
  const { maxTime: _, ...others } = given;
  return { ...others, ...queue, levels, data, threads, ...chainLengths(given) };
}

/** The lengths of chains that are asked for or usual, and what they are to fit. */
function chainLengths({
  chains,
  warmup,
  draws,
  from,
  maxTime: seconds,
}: Pick<TrainArguments, keyof ChainLengths | "from" | "maxTime">): ChainLengths &
  Pick<TrainOptions, "maxTime"> {
  const fixed = {
    ...(chains !== undefined && { chains }),
    ...(warmup !== undefined && { warmup }),
    ...(draws !== undefined && { draws }),
  };
  return {
    chains: trainDefaults.chains,
    warmup: from === undefined ? trainDefaults.warmup : fromWarmup,
    draws: trainDefaults.draws,
    ...fixed,
    maxTime: seconds === undefined ? undefined : { seconds, fixed },
  };
}

/** The queue with its password, where chains are to run there. It is looked at before the work. */
async function checkQueueOptions(
  { queue, shared, resume }: Pick<TrainArguments, "queue" | "shared" | "resume">,
  progress: Progress,
): Promise<Pick<TrainOptions, "queue">> {
  if (queue === undefined && shared === undefined) return {};
  if (queue === undefined || shared === undefined)
    throw new HedgeError("bad-usage", "--queue and --shared go together: where jobs go, and their files.");
  if (resume !== undefined) pathInShared(shared, resume);
  const address = withQueuePassword(queue);
  await withEngine({ queue: address, shared }, progress, async () => {});
  return { queue: address };
}

/** Refuses, before the work, an output that cannot be written or would overwrite a file in use. */
async function checkOutputs(
  data: readonly string[],
  inputs: Record<string, string | undefined>,
  outputs: Record<string, string | undefined>,
): Promise<void> {
  const taken = new Map(data.map((file) => [resolve(file), "--data"]));
  for (const [option, file] of Object.entries(inputs))
    if (file !== undefined) taken.set(resolve(file), option);
  for (const [option, file] of Object.entries(outputs)) {
    if (file === undefined) continue;
    const other = taken.get(resolve(file));
    if (other !== undefined) {
      throw new HedgeError("bad-usage", `${option} and ${other} both name "${file}"; choose another file.`);
    }
    taken.set(resolve(file), option);
    await prepareOutputFolder(file);
  }
}
