import * as v from "valibot";
import type { Answer } from "../../shared/answer/answer.ts";
import { fallbackReasons } from "../../shared/decision/fallback-reason.ts";

const probability = v.pipe(
  v.number(),
  v.minValue(0),
  v.maxValue(1),
  v.description("Mean of the posterior predictive."),
);

const placement = {
  path: v.pipe(v.array(v.string()), v.description("Labels from the top level down.")),
  probability,
  interval: v.pipe(
    v.strictTuple([v.number(), v.number()]),
    v.description("Central 90 % over posterior draws."),
  ),
};

const effectEntries = {
  effect: v.pipe(v.number(), v.description("Mean over draws, in nats.")),
  interval: placement.interval,
};
const effect = (meaning: string) => v.pipe(v.object(effectEntries), v.description(meaning));
const nats = (meaning: string) => v.pipe(v.number(), v.description(`${meaning}, in nats.`));
const count = (meaning: string) => v.pipe(v.number(), v.integer(), v.minValue(0), v.description(meaning));

/** The answer of `GET /classify`: the type `Answer` as a schema. */
export const answerSchema = v.object({
  title: v.pipe(v.string(), v.description("The text that was classified.")),
  truncated: v.pipe(
    v.exactOptional(v.object({ from: count("Characters of the text."), to: count("Those that were read.") })),
    v.description("Given where the text was too long and the rest of it was not read."),
  ),
  answer: v.pipe(
    v.nullable(
      v.object({
        ...placement,
        label: v.string(),
        level: v.pipe(v.number(), v.integer(), v.description("Counts from 1 at the top.")),
      }),
    ),
    v.description("The most specific class that reaches its threshold, null when none does."),
  ),
  fallback: v.pipe(
    v.nullable(
      v.object({
        reason: v.picklist(fallbackReasons),
        child: v.pipe(v.string(), v.description("Label of the class that would have been next.")),
        probability,
        threshold: v.pipe(v.number(), v.description("What the probability had to reach.")),
      }),
    ),
    v.description("Why the answer is not a leaf; null when it is one."),
  ),
  target: v.pipe(
    v.nullable(
      v.object({
        asked: v.pipe(v.number(), v.description("The target of the request.")),
        promised: v.pipe(
          v.boolean(),
          v.description(
            "Whether the calibration titles prove that this share of the answers is right. If not, the answer is the best that can be done.",
          ),
        ),
      }),
    ),
    v.description("Null where the request names no target."),
  ),
  candidates: v.pipe(v.array(v.object(placement)), v.description("The most probable leaves, best first.")),
  uncertainty: v.object({
    total: nats("Entropy of the prediction over leaves"),
    aleatoric: nats("Part of it that more training data would not remove"),
    epistemic: nats("Part of it that more training data could remove"),
    knownWords: count("Distinct words of the title that the model knows."),
    unknownWords: count("Distinct words that it does not."),
    vectorWords: count("Of the words that it does not know, those that word vectors explain."),
  }),
  explanation: v.pipe(
    v.exactOptional(
      v.nullable(
        v.object({
          path: v.pipe(v.array(v.string()), v.description("What is explained.")),
          rival: v.pipe(v.array(v.string()), v.description("The most probable other class of its level.")),
          logOdds: effect("Log-odds against the rival: the sum of all that follows, in nats."),
          words: v.array(
            v.object({
              word: v.string(),
              known: v.pipe(
                v.boolean(),
                v.description("Whether training saw the word. If not, its vector or its parts speak."),
              ),
              ...effectEntries,
            }),
          ),
          unknownWords: v.pipe(v.array(v.string()), v.description("Words that the model knows nothing of.")),
          unknown: effect(
            "What these words may add: the prior speaks for neither class, so mostly an interval.",
          ),
          intercept: effect("What holds for any title."),
          breadth: effect("What a class gains by spreading over more subcategories."),
        }),
      ),
    ),
    v.description("With explain=1: what spoke for the answer (above 0) and for its rival (below 0)."),
  ),
  tree: v.pipe(
    v.exactOptional(
      v.object({
        probabilities: v.pipe(v.array(probability), v.description("Of every class.")),
        intervals: v.pipe(
          v.array(v.nullable(placement.interval)),
          v.description("Of every class with a probability of at least 0.01, else null."),
        ),
        unseen: v.pipe(
          v.array(v.number()),
          v.description("Part of each probability that belongs to a subcategory the model does not know."),
        ),
        outside: v.pipe(v.number(), v.description("Probability of a class outside the taxonomy.")),
        thresholds: v.pipe(
          v.array(v.number()),
          v.description("What a class had to reach at each level, from the top."),
        ),
      }),
    ),
    v.description("With tree=1: every class, lists in the order of `GET /taxonomy`."),
  ),
  model: v.pipe(v.string(), v.description("Hash of the model that answered.")),
});

/** `true` if two types are the same, for the compiler. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;

/**
 * Fails to compile when schema and type differ.
 *
 * @public for the compiler alone
 */
export const answerSchemaMatches: Same<Writable<Answer>, v.InferOutput<typeof answerSchema>> = true;

type Writable<T> = T extends object ? { -readonly [K in keyof T]: Writable<T[K]> } : T;
