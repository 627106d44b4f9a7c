import type { Columns } from "../data/columns/columns.ts";
import type { RowOptions } from "../data/read-rows.ts";
import type { Backend } from "../model/backend.ts";
import type { SamplerRequest } from "../model/nuts-options.ts";
import { presets } from "../model/preset.ts";
import type { PresetName } from "../model/preset-names.ts";
import type { VectorRequest } from "../words/catalogue-vectors.ts";
import type { KeepEvery } from "./plan/disk.ts";
import type { TimeLimit } from "./plan/time-limit.ts";

/** Everything a training run depends on. */
export type TrainOptions = RowOptions & Columns & VectorRequest & SamplerRequest & RunOptions;

/** Forms of a model. */
export const forms = ["flat", "factorised", "auto"] as const;
/** One of `forms`. */
export type Form = (typeof forms)[number];

type RunOptions = {
  /** Files, already expanded from globs; `-` is standard input. */
  readonly data: readonly string[];
  readonly title: string;
  /** File of a taxonomy, whose classes need no titles. */
  readonly taxonomy?: string;
  /** Make one class of labels that differ by their spelling alone. */
  readonly mergeLabels?: boolean;
  /** Rows that may be lost: a share of all below 1, otherwise a number; a tenth if absent. */
  readonly maxBadRows?: number;
  readonly out: string;
  readonly preset: PresetName;
  /**
   * `flat` (or absent): one softmax over all classes. `factorised`: one for every node over its
   * children. `auto`: flat up to a size.
   */
  readonly form?: Form;
  /** Latent standard normal noise on every logit; as the preset says if absent. */
  readonly noise?: boolean;
  readonly chains: number;
  readonly warmup: number;
  readonly draws: number;
  readonly seed: number;
  readonly threads: number;
  readonly backend: Backend;
  readonly keepDuplicates: boolean;
  /** Share of the distinct titles held out for evaluation, in [0, 1); 0 or absent for none. */
  readonly holdout?: number;
  /** CSV file for the held-out rows; beside the model if absent. */
  readonly holdoutFile?: string;
  /**
   * What calibrates the answers. `cross-fit`: all remaining titles, each predicted by a chain that
   * has not seen it. A share in [0, 1): that share of them, which do not train. 0 or absent:
   * nothing.
   */
  readonly calibration?: number | "cross-fit";
  /** Whether the caller will calibrate the answers where the run does not. */
  readonly calibratedLater?: boolean;
  /**
   * Share of titles of known classes that the novelty tests may refuse, in [0, 1): 0.03 if absent,
   * 0 for no tests.
   */
  readonly alpha?: number;
  /** Class balance to answer for: `data` (or absent), `uniform`, or a file of shares. */
  readonly classPrior?: string;
  /** Most bytes on disk: of the draws of a larger run, some are kept. Absent for any number. */
  readonly maxDisk?: number;
  /** The time that the run may take; chains, warm-up and draws are then the most to be chosen. */
  readonly maxTime?: TimeLimit | undefined;
  /** Which draws are kept: what `openRun` finds, all if absent. */
  readonly keepEvery?: KeepEvery;
  /** Whether draws of very many coefficients are exact, too: see `trainNutsOptions`. */
  readonly exact?: boolean;
  /** Say what the run would take, and write nothing. */
  readonly plan?: boolean;
  /** Model file or run folder of an earlier posterior, which the chains start from. */
  readonly from?: string;
  /** Address of the Redis on whose workers chains run; on threads of this process if absent. */
  readonly queue?: string;
  /** Folder that these workers have too, in which the run folder is. */
  readonly shared?: string;
  /** Run folder to go on with. */
  readonly resume?: string;
  /** Whether the folder of the finished run keeps everything, also the chains of cross-fitting. */
  readonly keepRun?: boolean;
};

/** Whether every logit has latent noise: as asked for, otherwise as the preset has it. */
export function hasLogitNoise({ noise, preset }: TrainOptions): boolean {
  return noise ?? presets[preset].noise;
}
