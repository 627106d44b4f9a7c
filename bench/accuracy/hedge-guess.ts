import { loadModel } from "../../trainer/artifact/load-model.ts";
import { type Training, withTemporaryModel } from "../../trainer/evaluation/temporary-model.ts";
import { predictTitles } from "../../trainer/predictions/predict-titles.ts";
import type { Progress } from "../../trainer/progress/progress.ts";
import { type Contest, flatRows, leavesOfFlat } from "./contest.ts";
import type { Answer } from "./roll.ts";

/**
 * Trains hedge on a contest's rows and asks the model file for its predictive, which no calibration changes. `chosen` is the chains and
 * what their diagnostics come to.
 *
 * @param flat with all leaves directly below the root
 */
export async function hedgeGuess(
  contest: Contest,
  training: Training,
  flat: boolean,
  progress: Progress,
  signal: AbortSignal,
): Promise<Answer> {
  const { tree, test } = contest;
  const began = performance.now();
  const rows = flat ? flatRows(contest.rows) : contest.rows;
  const own = { ...training, levels: flat ? ["path"] : training.levels };
  return await withTemporaryModel(
    rows,
    own,
    progress,
    async (file) => {
      const { model } = await loadModel(file);
      const places = flat ? leavesOfFlat(tree, model.tree) : tree.leaves.map((_, leaf) => leaf);
      const task = progress.start("test titles", test.length);
      const forecasts = predictTitles(
        model,
        test.map(({ title }) => ({ title, leaf: 0 })),
        (done) => task.advance(done),
      );
      task.finish();
      const leaves = new Float64Array(test.length * tree.leaves.length);
      forecasts.forEach(({ nodes }, i) => {
        model.tree.leaves.forEach((node, leaf) => {
          leaves[i * tree.leaves.length + (places[leaf] ?? 0)] = nodes[node] ?? 0;
        });
      });
      const { chains, warmup, draws } = training;
      const { verdict, maxRHat } = model.training.diagnostics;
      return {
        guess: { kind: "probabilities", leaves },
        chosen: `${chains} x (${warmup} + ${draws}), sampling ${verdict}, R-hat up to ${maxRHat.toFixed(2)}`,
        seconds: (performance.now() - began) / 1000,
      };
    },
    signal,
  );
}
