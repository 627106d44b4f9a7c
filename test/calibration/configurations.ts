import { presets } from "../../trainer/model/preset.ts";
import type { ScalePrior } from "../../trainer/model/scale-prior.ts";
import type { EngineName } from "./engine.ts";
import { type Fault, faults } from "./faults.ts";
import { calibrationTree } from "./simulate.ts";

/** What is calibrated: a prior, an engine, and perhaps a fault that calibration has to find. */
export type Configuration = {
  readonly name: string;
  readonly scalePriors: readonly ScalePrior[];
  readonly noise: boolean;
  readonly engine: EngineName;
  readonly fault: Fault | null;
  /** Whether the ranks have to be uniform. */
  readonly expected: "uniform" | "skewed";
};

const priors = {
  default: presets.default.scalePriors(calibrationTree),
  original: presets.original.scalePriors(calibrationTree),
};

const sound = { fault: null, expected: "uniform" } as const;

/** Both presets with and without noise on the production path, and twice in double precision. */
const soundConfigurations: readonly Configuration[] = [
  { name: "default", scalePriors: priors.default, noise: false, engine: "kernel", ...sound },
  { name: "default, noise", scalePriors: priors.default, noise: true, engine: "kernel", ...sound },
  { name: "original", scalePriors: priors.original, noise: false, engine: "kernel", ...sound },
  { name: "original, noise", scalePriors: priors.original, noise: true, engine: "kernel", ...sound },
  { name: "default, double", scalePriors: priors.default, noise: false, engine: "double", ...sound },
];

/** The original prior with one fault each. */
const faultyConfigurations: readonly Configuration[] = faults.map((fault) => ({
  name: fault.name,
  scalePriors: priors.original,
  noise: false,
  engine: fault.engine,
  fault,
  expected: fault.expected,
}));

export const configurations: readonly Configuration[] = [...soundConfigurations, ...faultyConfigurations];
