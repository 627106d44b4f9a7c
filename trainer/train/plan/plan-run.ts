import type { ChainLengths } from "../folds/run-fold-chains.ts";
import { chooseKeepEvery, type DiskSize, diskOf, type KeepEvery } from "./disk.ts";
import type { StepTime } from "./measure-step.ts";

/** What the cost of a run depends on. */
export type RunSize = DiskSize & {
  /** Most bytes on disk. */
  readonly maxDisk: number;
  readonly threads: number;
  readonly leaves: number;
  /** Machines that share the chains, each with as many threads; 1 if absent. */
  readonly machines?: number;
  /** Titles of the data. */
  readonly titles: number;
  /** Bytes that the rows of a chain take in a kernel; none worth counting if absent. */
  readonly rowBytes?: number;
  /** Titles that calibrate. */
  readonly calibrationTitles: number;
  /** Whether scales are learned, which takes longer trajectories. */
  readonly learnsScales: boolean;
  /** Whether draws are approximate, which takes fewer steps; they are exact if absent. */
  readonly isApproximate?: boolean;
  /** Whether the chains start from an earlier posterior. */
  readonly isWarm: boolean;
  /** Gradients that the chains spend on the mode that they start near; none if absent. */
  readonly modeGradients?: number | undefined;
  /** Seconds that preparing the data took, and seconds of CPU time of building the regression. */
  readonly preparingSeconds: number;
  readonly buildSeconds: number;
};

/** What a run is expected to take. */
export type RunPlan = {
  /** Seconds of each stage, or null where the time of a step is not known. */
  readonly seconds: StageSeconds | null;
  /** Bytes of memory at the peak. */
  readonly memory: number;
  /** Bytes on disk at the peak, and once the run is finished. */
  readonly disk: number;
  readonly diskKept: number;
  /** Draws that are kept so that `disk` is at most what is allowed. */
  readonly keepEvery: KeepEvery;
  /** Machines that share the chains. */
  readonly machines: number;
  /** Lengths of the chains that are planned. */
  readonly lengths: ChainLengths;
};

/** The plan of a run, and bytes of the model file that it makes. */
export type TrainingPlan = RunPlan & { readonly fileBytes: number };

/**
 * Plans a run of chains of some lengths: `isIdle` for a machine on which nothing else goes on,
 * otherwise as busy as it was when steps were measured.
 */
export type Planner = (lengths: ChainLengths, isIdle?: boolean) => RunPlan;

export type StageSeconds = {
  /** Reading the data, choosing word vectors, building the regression: what it took. */
  readonly preparing: number;
  readonly chains: number;
  readonly folds: number;
  /** Packing the model and, with folds, theirs; predicting the calibration titles. */
  readonly packing: number;
  readonly calibration: number;
  readonly report: number;
};

/**
 * What stages take, in seconds of CPU time: fitted to small runs and tried on others, see
 * `docs/operating.md`.
 */
const cost = {
  /** Of a leapfrog step beside the step itself, for a coefficient: U-turns and sums of momenta. */
  treeCoefficient: 3e-9,
  packing: { leaves: 0.4, leavesPower: 0.35, coefficient: 8e-7, drawCoefficient: 2.8e-8 },
  calibration: { fixed: 0.35, title: 3.3e-4, titleColumn: 6.4e-6, fold: 0.21, foldCoefficient: 4.6e-7 },
  report: { fixed: 0.4, title: 1e-4 },
} as const;

/**
 * Leapfrog steps of an iteration, fewer where a problem is small or draws are approximate, and more
 * at the start.
 */
const steps = { usual: 15, small: 7, smallest: 1e5, approximate: 8, learnedScales: 63 };
/** Steps of an iteration where draws are exact, with more than so many coefficients. */
const exactSteps = [
  { coefficients: 1.6e7, steps: 63 },
  { coefficients: 2e6, steps: 31 },
];
const startSteps = {
  cold: { iterations: 45, more: 6 },
  warm: { iterations: 10, more: 8 },
};
const gradientsOfStep = 2;
/** Rows of a fold, as a share of all. */
const foldRows = 0.8;
/**
 * Vectors of a chain under way, each a float32 number for every coefficient, and those that are
 * left of finding the mode.
 */
const vectorsOfChain = 35;
const vectorsOfMode = 6;
/** Rows of a chain: in its job, and in the kernels of its mode and of itself. */
const copiesOfRows = 3;
/** Bytes of the program with its word vectors, of a title, and of a node of a calibration title. */
const baseBytes = 450e6;
const titleBytes = 6e3;
const calibrationBytes = 70;

/**
 * Plans a run.
 *
 * @param step of a leapfrog step on one thread, or null where it is not known
 */
export function planRun(size: RunSize, step: StepTime | null): RunPlan {
  const { shape, chains, threads, titles, calibrationTitles, machines = 1 } = size;
  const coefficients = shape.features * shape.columns;
  const keepEvery = chooseKeepEvery(size, (every) => diskOf(size, every).peak, size.maxDisk);
  const { peak, kept } = diskOf(size, keepEvery);
  const vectors = vectorsOfChain + (size.modeGradients === undefined ? 0 : vectorsOfMode);
  const ofChain = vectors * 4 * coefficients + copiesOfRows * (size.rowBytes ?? 0);
  const sampling = Math.min(threads, chains) * ofChain;
  const arrays = 6 * 8 * coefficients;
  const calibrating = calibrationBytes * shape.columns * calibrationTitles;
  return {
    seconds: step && planSeconds(size, step, keepEvery),
    memory: baseBytes + titleBytes * titles + Math.max(sampling, arrays + calibrating),
    disk: peak,
    diskKept: kept,
    keepEvery,
    machines,
    lengths: { chains, warmup: size.warmup, draws: size.draws },
  };
}

function planSeconds(size: RunSize, { seconds, load }: StepTime, keepEvery: KeepEvery): StageSeconds {
  const { shape, chains, draws, threads, calibrationTitles, folds, foldLengths } = size;
  const { machines = 1 } = size;
  const coefficients = shape.features * shape.columns;
  const stepOf = (rows: number) => rows * seconds + cost.treeCoefficient * coefficients;
  const { cold, warm } = startSteps;
  const { iterations, more } = size.isWarm ? warm : cold;
  const usual = iterationSteps(size);
  const { learnsScales, modeGradients, warmup } = size;
  const atRandom = learnsScales ? 0 : more * Math.min(warmup, iterations);
  const early = modeGradients === undefined ? atRandom : modeGradients / gradientsOfStep;
  const chainSteps = chains * (usual * (size.warmup + draws) + early);
  const build = folds * foldRows * size.buildSeconds;
  const foldSteps = folds * usual * (foldLengths.warmup + foldLengths.draws);
  const { packing, calibration, report } = cost;
  const packedDraws = chains * Math.floor(draws / keepEvery.chains);
  const calibrates =
    calibration.fixed +
    calibrationTitles * (calibration.title + calibration.titleColumn * shape.columns) +
    folds * (calibration.fold + calibration.foldCoefficient * coefficients);
  return {
    preparing: size.preparingSeconds,
    chains: (load * busiestShare(chains, machines) * chainSteps * stepOf(1)) / threads,
    folds: load * (build + (busiestShare(folds, machines) * foldSteps * stepOf(foldRows)) / threads),
    packing:
      load *
      (packing.leaves * size.leaves ** packing.leavesPower +
        coefficients * (packing.coefficient + packing.drawCoefficient * packedDraws)),
    calibration: calibrationTitles > 0 ? load * calibrates : 0,
    report: load * (report.fixed + report.title * calibrationTitles),
  };
}

function iterationSteps({ learnsScales, isApproximate, shape: { features, columns } }: RunSize): number {
  if (learnsScales) return steps.learnedScales;
  if (isApproximate) return steps.approximate;
  const coefficients = features * columns;
  const usual = coefficients < steps.smallest ? steps.small : steps.usual;
  return exactSteps.find((one) => coefficients > one.coefficients)?.steps ?? usual;
}

/** Share of equal jobs that the busiest of some machines has. */
function busiestShare(jobs: number, machines: number): number {
  return jobs === 0 ? 0 : Math.ceil(jobs / machines) / jobs;
}
