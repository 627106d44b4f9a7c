import type { Backend } from "../model/backend.ts";
import type { PresetName } from "../model/preset-names.ts";

/** Everything a training run depends on. */
export type TrainOptions = {
  /** Files, already expanded from globs. */
  readonly data: readonly string[];
  readonly title: string;
  readonly levels: readonly string[];
  readonly out: string;
  readonly preset: PresetName;
  /** Latent standard normal noise on every logit; as the preset says if absent. */
  readonly noise?: boolean;
  readonly chains: number;
  readonly warmup: number;
  readonly draws: number;
  readonly seed: number;
  readonly threads: number;
  readonly backend: Backend;
  readonly maxBytes: number;
  readonly keepDuplicates: boolean;
  /** Share of the distinct titles set aside for evaluation, in [0, 1); 0 or absent for none. */
  readonly holdout?: number;
  /** CSV file for the held-out rows; beside the model if absent. */
  readonly holdoutFile?: string;
  /** Share of the distinct titles that are left after that which only calibrate the answers, in [0, 1); 0 or absent for none. */
  readonly calibration?: number;
  /** Class balance of the titles to be answered: `data` (or absent), `uniform`, or a CSV file of shares. */
  readonly classPrior?: string;
  /** Run folder to go on with. */
  readonly resume?: string;
  /** File for the report as JSON. */
  readonly report?: string;
};
