import { presets } from "../../trainer/model/preset.ts";
import type { ScalePrior } from "../../trainer/model/scale-prior.ts";
import type { EngineName } from "./engine.ts";
import { type Fault, faults } from "./faults.ts";
import { calibrationTree } from "./simulate.ts";

/** What is checked: a prior, an engine, and perhaps a fault that the check has to find. */
export type Configuration = {
  readonly name: string;
  readonly scalePriors: readonly ScalePrior[];
  readonly noise: boolean;
  readonly engine: EngineName;
  /** Of the likelihood. */
  readonly power?: number;
  /** Target acceptance, where it is not training's. */
  readonly acceptance?: number;
  readonly fault: Fault | null;
  /** Whether the ranks have to be uniform. */
  readonly expected: "uniform" | "skewed";
};

/**
 * Priors of scales by their name in a report. The fixed ones differ, so that mixed-up groups show.
 */
export const calibratedPriors = {
  bayes: presets.bayes.scalePriors(calibrationTree),
  original: presets.original.scalePriors(calibrationTree),
  level: calibrationTree.groups.map(() => ({ kind: "fixed", value: 3 })),
  fixed: calibrationTree.groups.map((node) => ({ kind: "fixed", value: node === 0 ? 2 : 1 })),
} as const satisfies Readonly<Record<string, readonly ScalePrior[]>>;

const sound = { fault: null, expected: "uniform" } as const;

/**
 * Every prior with and without noise on the kernel. One again with short steps, two with powers,
 * and one in double precision.
 */
const soundConfigurations: readonly Configuration[] = [
  { name: "bayes", scalePriors: calibratedPriors.bayes, noise: false, engine: "kernel", ...sound },
  { name: "bayes, noise", scalePriors: calibratedPriors.bayes, noise: true, engine: "kernel", ...sound },
  { name: "original", scalePriors: calibratedPriors.original, noise: false, engine: "kernel", ...sound },
  {
    name: "original, noise",
    scalePriors: calibratedPriors.original,
    noise: true,
    engine: "kernel",
    ...sound,
  },
  {
    name: "original, short steps",
    scalePriors: calibratedPriors.original,
    noise: false,
    engine: "kernel",
    acceptance: 0.95,
    ...sound,
  },
  { name: "fixed", scalePriors: calibratedPriors.fixed, noise: false, engine: "kernel", ...sound },
  { name: "fixed, noise", scalePriors: calibratedPriors.fixed, noise: true, engine: "kernel", ...sound },
  {
    name: "fixed, power 2.5",
    scalePriors: calibratedPriors.level,
    noise: false,
    engine: "kernel",
    power: 2.5,
    ...sound,
  },
  {
    name: "fixed, power 100",
    scalePriors: calibratedPriors.level,
    noise: false,
    engine: "kernel",
    power: presets.default.likelihoodPower,
    ...sound,
  },
  { name: "bayes, double", scalePriors: calibratedPriors.bayes, noise: false, engine: "double", ...sound },
];

/**
 * The original prior, or a prior with a power where the fault is about that, with one fault each.
 */
const faultyConfigurations: readonly Configuration[] = faults.map((fault) => ({
  name: fault.name,
  ...(fault.power === undefined
    ? { scalePriors: calibratedPriors.original }
    : { scalePriors: calibratedPriors.level, power: fault.power }),
  noise: false,
  engine: fault.engine,
  fault,
  expected: fault.expected,
}));

export const configurations: readonly Configuration[] = [...soundConfigurations, ...faultyConfigurations];
