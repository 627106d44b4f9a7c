import type { Model } from "../../shared/artifact/model.ts";
import { HedgeError } from "../../shared/errors.ts";
import type { TraceLine } from "../chains/trace.ts";
import {
  type ChosenCoefficients,
  type CoefficientChoice,
  chooseCoefficients,
} from "./choose-coefficients.ts";
import { openCoefficients, type RunTraces, readRun } from "./read-run.ts";
import { type Softmax, shapeOfSoftmax } from "./softmax.ts";
import { writeZarr, type ZarrArray, type ZarrGroup } from "./zarr-store.ts";

/** Bytes of a chunk of coefficients, give or take a draw. */
const chunkBytes = 1 << 24;

/** What was written. */
export type ExportedDraws = {
  readonly chains: number;
  readonly draws: number;
  /** What a user should know of it, in sentences. */
  readonly notes: readonly string[];
};

/**
 * Writes the draws of a softmax into an empty folder, as a Zarr store in the schema of ArviZ. It
 * has the groups `posterior` and `sample_stats`, with the dimensions `chain` and `draw`.
 *
 * @throws HedgeError what `readRun`, `chooseCoefficients` and `openCoefficients` find wrong, and
 *   `bad-input` for a model of another run
 */
export async function exportDraws(
  model: Model,
  softmax: Softmax,
  choice: CoefficientChoice,
  folder: string,
): Promise<ExportedDraws> {
  const found = readRun(softmax.folder);
  const { groups } = softmax;
  const first = found.traces[0]?.[0];
  if (first?.scales.length !== groups.length) {
    throw new HedgeError(
      "bad-input",
      `"${softmax.folder}" is the run of another model; name the model that it made with --model.`,
    );
  }
  const learned = groups.flatMap((name, at) => (isConstant(found, at) ? [] : [{ name, at }]));
  const chosen = chooseCoefficients(model, softmax, choice);
  const posterior: ZarrGroup = {
    name: "posterior",
    arrays: [
      ...index(found),
      ...(learned.length > 0
        ? [
            traceArray(found, "scale", "<f8", ["group", learned.length], ({ scales }) =>
              learned.map(({ at }) => scales[at] ?? 0),
            ),
          ]
        : []),
      traceArray(found, "logit", "<f8", ["probe", first.logits.length], ({ logits }) => logits),
      ...(chosen === null ? [] : [coefficientArray(softmax, found, chosen)]),
    ],
    labels: [
      ...(learned.length > 0 ? [{ name: "group", labels: learned.map(({ name }) => name) }] : []),
      ...(chosen === null
        ? []
        : [
            { name: "word", labels: chosen.features.map(({ name }) => name) },
            { name: "class", labels: chosen.columns.map(({ name }) => name) },
          ]),
    ],
  };
  const one = (name: string, type: ZarrArray["type"], value: (line: TraceLine) => number) =>
    traceArray(found, name, type, null, (line) => [value(line)]);
  const statistics: ZarrGroup = {
    name: "sample_stats",
    arrays: [
      ...index(found),
      one("lp", "<f8", ({ logDensity }) => logDensity),
      one("energy", "<f8", ({ energy }) => energy),
      one("acceptance_rate", "<f8", ({ acceptance }) => acceptance),
      one("step_size", "<f8", ({ stepSize }) => stepSize),
      one("tree_depth", "<i4", ({ depth }) => depth),
      one("n_steps", "<i4", ({ steps }) => steps),
      one("diverging", "|b1", ({ end }) => Number(end === "divergent")),
      one("reached_max_treedepth", "|b1", ({ end }) => Number(end === "max-depth")),
    ],
    labels: [],
  };
  const { hedge, preset, seed } = model.training;
  await writeZarr(folder, [posterior, statistics], {
    inference_library: "hedge",
    inference_library_version: hedge,
    preset,
    seed,
    model: model.hash,
  });
  return {
    chains: found.traces.length,
    draws: found.draws,
    notes: [
      ...softmax.notes,
      ...(learned.length < groups.length
        ? [`${groups.length - learned.length} of ${groups.length} scales are fixed, and left out`]
        : []),
      ...(found.dropped > 0
        ? [`${found.dropped} draws are left out, since chains have as many as the shortest`]
        : []),
    ],
  };
}

/** Whether the scale of a group is the same in every draw. */
function isConstant({ traces }: RunTraces, group: number): boolean {
  const value = traces[0]?.[0]?.scales[group];
  return traces.every((trace) => trace.every(({ scales }) => scales[group] === value));
}

/** Numbers of chains and draws, from 0. */
function index({ traces, draws }: RunTraces): ZarrArray[] {
  const counted = (name: string, length: number): ZarrArray => ({
    ...{ name, type: "<i4", dimensions: [name], shape: [length], chunk: [length] },
    chunks: () => [Array.from({ length }, (_, k) => k)],
  });
  return [counted("chain", traces.length), counted("draw", draws)];
}

/** An array of what each line of the traces has: one value, or several along a dimension. */
function traceArray(
  { traces, draws }: RunTraces,
  name: string,
  type: ZarrArray["type"],
  along: readonly [name: string, length: number] | null,
  values: (line: TraceLine) => readonly number[],
): ZarrArray {
  const [names, lengths] = along === null ? [[], []] : [[along[0]], [along[1]]];
  return {
    ...{ name, type, dimensions: ["chain", "draw", ...names] },
    shape: [traces.length, draws, ...lengths],
    chunk: [1, draws, ...lengths],
    chunks: () => traces.map((trace) => trace.flatMap(values)),
  };
}

/** Coefficients beta, read from the files of draws a draw at a time. */
function coefficientArray(
  softmax: Softmax,
  found: RunTraces,
  { features, columns }: ChosenCoefficients,
): ZarrArray {
  const size = features.length * columns.length;
  const block = Math.max(1, Math.min(found.draws, Math.floor(chunkBytes / (4 * size))));
  const shape = shapeOfSoftmax(softmax);
  function* chunks() {
    const draws = openCoefficients(softmax.folder, found, shape);
    try {
      const beta = new Float32Array(shape.features * shape.columns);
      const scales = new Float32Array(shape.groups);
      for (let chain = 0; chain < found.traces.length; chain++) {
        for (let start = 0; start < found.draws; start += block) {
          const length = Math.min(block, found.draws - start);
          const values = new Float32Array(length * size);
          for (let k = 0; k < length; k++) {
            draws.read(chain * found.draws + start + k, beta, scales);
            let at = k * size;
            for (const { feature } of features)
              for (const { column } of columns) values[at++] = beta[feature * shape.columns + column] ?? 0;
          }
          yield values;
        }
      }
    } finally {
      draws.close();
    }
  }
  return {
    ...{ name: "beta", type: "<f4", dimensions: ["chain", "draw", "word", "class"], chunks },
    shape: [found.traces.length, found.draws, features.length, columns.length],
    chunk: [1, block, features.length, columns.length],
  };
}
