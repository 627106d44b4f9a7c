import { classifier } from "../../shared/answer/classify.ts";
import { readModel } from "../../shared/artifact/read-model.ts";
import { HedgeError } from "../../shared/errors.ts";
import { nextBits, seedStream } from "../../trainer/nuts/random.ts";
import { packModel } from "../../trainer/train/pack-model.ts";
import { exampleParts } from "../fixtures/example-model.ts";
import { tinyModelBytes } from "../fixtures/tiny-model.ts";
import { type Mutation, mutate, mutations, signed } from "./mutate.ts";

/** Outcomes of the files. */
export type FuzzResult = {
  readonly cases: number;
  /** Refused with a clear error, by its code. */
  readonly refused: Readonly<Record<string, number>>;
  /** Read and answered as before. */
  readonly same: number;
  /** Read although changed, with a digest that fits: answered differently, but whole. */
  readonly whole: number;
  /** Milliseconds of the slowest case. */
  readonly slowest: number;
  /** Bytes that typed arrays took at most while a case ran, over what they took before. */
  readonly mostBytes: number;
};

/** A title with words that all of the files know. */
const title = "adult lego toys green tea robot";

/** Bytes that a reader may allocate for a file of a few kilobytes: it needs draws x classes. */
export const allowedBytes = 64e6;

/**
 * Reads `cases` corrupted model files, half of them with a digest that fits their content. Each
 * must be refused with a HedgeError or give an answer. The answer is as before if the content is as
 * before, and has valid probabilities otherwise.
 *
 * @throws Error naming case and mutation for any other outcome
 */
export async function fuzzModels(
  cases: number,
  seed: number,
  onCase: (done: number) => void = () => {},
): Promise<FuzzResult> {
  const valid = [
    await tinyModelBytes(),
    (await packModel(exampleParts())).bytes,
    (await packModel(exampleParts({ maxBytes: 2_400 }))).bytes,
  ];
  const answers = await Promise.all(valid.map(async (bytes) => answer(bytes)));
  const random = seedStream(seed, 0);
  const refused: Record<string, number> = {};
  let [same, whole, slowest, mostBytes] = [0, 0, 0, 0];
  for (let k = 0; k < cases; k++) {
    const which = nextBits(random) % valid.length;
    const mutation: Mutation = mutations[nextBits(random) % mutations.length] ?? "flip";
    const corrupted = mutate(valid[which] ?? new Uint8Array(), mutation, random);
    const isSigned = nextBits(random) % 2 === 0;
    const bytes = isSigned ? signed(corrupted) : corrupted;
    const began = performance.now();
    const before = process.memoryUsage().arrayBuffers;
    try {
      const now = await answer(bytes);
      if (now.text === answers[which]?.text) same++;
      else if (isSigned) whole++;
      else throw new Error("answers differently, though its digest is that of the valid file");
      if (!now.isWhole) throw new Error("has probabilities that are no probabilities");
    } catch (error) {
      if (!(error instanceof HedgeError)) {
        throw new Error(`case ${k} of seed ${seed} (${mutation}${isSigned ? ", signed" : ""})`, {
          cause: error,
        });
      }
      refused[error.code] = (refused[error.code] ?? 0) + 1;
    }
    slowest = Math.max(slowest, performance.now() - began);
    mostBytes = Math.max(mostBytes, process.memoryUsage().arrayBuffers - before);
    onCase(k + 1);
  }
  return { cases, refused, same, whole, slowest, mostBytes };
}

async function answer(bytes: Uint8Array): Promise<{ readonly text: string; readonly isWhole: boolean }> {
  const model = await readModel(bytes);
  const {
    candidates,
    uncertainty,
    model: _,
    ...rest
  } = classifier(model)(title, { top: 100, explain: true });
  const sum = candidates.reduce((total, { probability }) => total + probability, 0);
  const numbers = [
    uncertainty.total,
    uncertainty.aleatoric,
    ...candidates.flatMap(({ interval }) => interval),
  ];
  // Calibration may take from the known classes what it gives to unknown ones, never the other way.
  const isWhole = sum > 0 && sum < 1 + 1e-6 && numbers.every(Number.isFinite);
  return { text: JSON.stringify({ candidates, uncertainty, rest }), isWhole };
}
