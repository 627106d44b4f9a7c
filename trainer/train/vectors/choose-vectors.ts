import type { DataSet } from "../../data/data-set.ts";
import type { Preset } from "../../model/preset.ts";
import { presetRegression } from "../../model/regression.ts";
import { type Progress, silentProgress } from "../../progress/progress.ts";
import { type CatalogueVectors, vectorFitter } from "../../words/catalogue-vectors.ts";
import { asTrained, type HeldOutLosses, meanLoss } from "../held-out/held-out-loss.ts";
import { fewestToCompare, heldOutSplit } from "../held-out/held-out-split.ts";
import type { TrainOptions } from "../options.ts";

/**
 * The word vectors that a run asks for. With `auto` they are those of the least log-loss on a fifth
 * of the titles, each tried near the mode of the posterior of the other four: English and learned
 * ones, learned ones alone, or none. Where titles are many, a sample of them is used. `progress` is
 * told the choice and the losses.
 *
 * @param lossesOf log-loss of the form that is trained
 * @throws HedgeError as `vectorFitter`
 */
export async function chooseVectors(
  preset: Preset,
  options: TrainOptions,
  dataSet: DataSet,
  lossesOf: HeldOutLosses,
  progress: Progress,
): Promise<CatalogueVectors> {
  const { wordVectors = "none", seed } = options;
  const fitTo = vectorFitter(preset, options, dataSet.titles);
  if (wordVectors !== "auto") return await fitTo(wordVectors, progress);
  const all = await fitTo("english", progress);
  if (all.tables.length === 0 || dataSet.titles.length < fewestToCompare) return all;

  const { training, heldOut } = heldOutSplit(dataSet, seed);
  const candidates = [
    { name: "english and learned", vectors: all },
    { name: "learned alone", vectors: await fitTo("learned", silentProgress) },
    { name: "none", vectors: await fitTo("none", silentProgress) },
  ];
  const task = progress.start("word vectors", candidates.length);
  const tried = candidates.map(({ name, vectors }, k) => {
    const tables = vectors.tablesFor(training.titles);
    const regression = presetRegression(preset, { ...training, tree: dataSet.tree }, tables);
    const [losses] = lossesOf(regression, heldOut, seed, [asTrained]);
    task.advance(k + 1);
    return { name, vectors, loss: meanLoss(losses) };
  });
  task.finish();
  const [best = tried[0]] = tried.toSorted((a, b) => a.loss - b.loss);
  const losses = tried.map(({ name, loss }) => `${name} ${loss.toFixed(3)}`).join(", ");
  const used = training.titles.length + heldOut.titles.length;
  const of = used < dataSet.titles.length ? ` with ${used} of the titles` : "";
  progress.say(`word vectors: ${best?.name}, by the held-out log-loss (${losses} nats${of})`);
  return best?.vectors ?? all;
}
