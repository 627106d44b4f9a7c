import * as v from "valibot";
import { mostWords } from "../models/class-words.ts";
import { modelName } from "./classify-query.ts";

const wordsRange = `words must be a whole number from 0 to ${mostWords}.`;

/** The query of `GET /taxonomy`. */
export const taxonomyQuery = v.strictObject(
  {
    words: v.optional(
      v.pipe(
        v.string(wordsRange),
        v.regex(/^[0-9]{1,2}$/, wordsRange),
        v.transform(Number),
        v.number(),
        v.integer(),
        v.minValue(0, wordsRange),
        v.maxValue(mostWords, wordsRange),
        v.description("How many telling words to list of each class; none when not given."),
      ),
    ),
    model: modelName,
  },
  "There is no such parameter; use words or model.",
);

/** The answer of `GET /taxonomy`. */
export const taxonomySchema = v.object({
  model: v.pipe(v.string(), v.description("Hash of the model.")),
  levels: v.pipe(v.array(v.string()), v.description("Names of the levels, top level first.")),
  classes: v.array(
    v.object({
      path: v.pipe(v.array(v.string()), v.description("Labels from the top level down.")),
      label: v.string(),
      level: v.pipe(v.number(), v.integer(), v.description("Counts from 1 at the top.")),
      children: v.pipe(
        v.number(),
        v.integer(),
        v.description("Classes right below it that have titles; 0 for a leaf."),
      ),
      declared: v.optional(
        v.pipe(
          v.literal(true),
          v.description("It has no titles yet: they are answered as those of a new class of its parent."),
        ),
      ),
      words: v.pipe(
        v.exactOptional(v.array(v.string())),
        v.description("With words: those that tell it from other classes, the most telling first."),
      ),
    }),
  ),
});

/** The answer of `GET /taxonomy`. */
export type TaxonomyDocument = v.InferOutput<typeof taxonomySchema>;
