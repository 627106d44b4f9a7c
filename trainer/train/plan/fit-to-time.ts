import { HedgeError } from "../../../shared/errors.ts";
import { canStartNearMode } from "../../chains/starts/near-mode.ts";
import type { Progress } from "../../progress/progress.ts";
import type { ChainLengths } from "../folds/run-fold-chains.ts";
import type { TrainOptions } from "../options.ts";
import type { PreparedData } from "../prepare-data.ts";
import { totalSeconds } from "./describe-plan.ts";
import type { Planner } from "./plan-run.ts";
import { type ChainStart, chooseLengths, describeChoice, type TimeLimit } from "./time-limit.ts";

/**
 * Chooses the lengths of chains so that the whole run is expected to fit its time, and says what
 * was chosen. What else goes on on the machine does not count, so that it gives the same choice
 * again.
 *
 * @throws HedgeError `bad-usage` where nothing fits, or where steps cannot be timed
 */
export function fitToTime(
  options: TrainOptions,
  limit: TimeLimit,
  data: Pick<PreparedData, "nodes" | "regression">,
  planOf: Planner,
  progress: Pick<Progress, "say">,
): ChainLengths {
  const { chains, warmup, draws } = options;
  const usual = { chains, warmup, draws };
  const secondsOf = (lengths: ChainLengths) => {
    const seconds = totalSeconds(planOf(lengths, true));
    if (seconds !== null) return seconds;
    throw new HedgeError("bad-usage", "--max-time needs --backend kernel, whose steps can be timed.");
  };
  const chosen = chooseLengths(limit, usual, startOf(options, data), secondsOf, shorterRuns(options, data));
  progress.say(describeChoice(limit, chosen, usual, secondsOf(chosen)));
  return chosen;
}

function startOf(
  { from }: TrainOptions,
  { nodes, regression }: Pick<PreparedData, "nodes" | "regression">,
): ChainStart {
  if (from !== undefined) return "earlier-posterior";
  return nodes !== null && canStartNearMode(regression.problem) ? "near-mode" : "random";
}

/** Options that would make a run shorter. */
function shorterRuns(
  { preset, calibration = 0, wordVectors = "none", form }: TrainOptions,
  { nodes }: Pick<PreparedData, "nodes">,
): string[] {
  const options = [
    ...(nodes === null && form !== "factorised" ? ["--form factorised"] : []),
    ...(preset === "quick" ? [] : ["--preset quick"]),
    ...(wordVectors === "none" ? [] : ["--word-vectors none"]),
    ...(calibration === "cross-fit" ? ["--calibration 0.1"] : []),
  ];
  return options.length === 0 ? ["take fewer titles"] : options.map((option) => `take ${option}`);
}
