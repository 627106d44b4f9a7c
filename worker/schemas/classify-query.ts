import * as v from "valibot";
import { maxTitleLength } from "../../shared/answer/truncate-title.ts";
import { modelNamePattern } from "../config/settings.ts";

/** Most candidates of an answer. */
const maxCandidates = 50;

const titleText = "Give title once, as the text to classify.";
const topRange = `top must be a whole number from 1 to ${maxCandidates}.`;
const targetChoice = "target must be 0.8, 0.9, 0.95 or 0.99.";
const minRange = "min must be a number from 0 to 1, for example 0.7.";
const modelText = "model must be the name of a model of this service.";

/** One title, in a query or a batch. */
export const titleSchema = v.pipe(
  v.string(titleText),
  v.check((title) => title.trim() !== "", "The title is empty; give the text to classify."),
  v.description(
    `The text to classify. The first ${maxTitleLength.toLocaleString("en")} characters are read; where a text has more, the answer says so.`,
  ),
);

/** Whether `titleSchema` accepts a value; faster than the schema. */
export function isTitle(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}

/** The name of a model. */
export const modelName = v.optional(
  v.pipe(
    v.string(modelText),
    v.regex(modelNamePattern, modelText),
    v.description("Which model answers, where the service has several; the first when not given."),
  ),
);

const options = {
  top: v.optional(
    v.pipe(
      v.string(topRange),
      v.regex(/^[0-9]{1,4}$/, topRange),
      v.transform(Number),
      v.number(),
      v.integer(),
      v.minValue(1, topRange),
      v.maxValue(maxCandidates, topRange),
      v.description("How many candidates to list; 3 when not given."),
    ),
  ),
  target: v.optional(
    v.pipe(
      v.picklist(["0.8", "0.80", "0.9", "0.90", "0.95", "0.99"], targetChoice),
      v.description("Share of answers that should be right: the model's thresholds for it are used."),
      v.transform(Number),
    ),
  ),
  min: v.optional(
    v.pipe(
      v.string(minRange),
      v.regex(/^(?:0|1|[01]?\.[0-9]{1,9})$/, minRange),
      v.transform(Number),
      v.number(),
      v.minValue(0, minRange),
      v.maxValue(1, minRange),
      v.description(
        "Probability that the answer must reach, in place of the model's thresholds; beside a target, at least.",
      ),
    ),
  ),
  explain: v.optional(
    v.pipe(
      v.picklist(["0", "1"], "explain must be 0 or 1."),
      v.description("1 to be told which words spoke for the answer and against its closest rival."),
      v.transform((flag) => flag === "1"),
    ),
  ),
  tree: v.optional(
    v.pipe(
      v.picklist(["0", "1"], "tree must be 0 or 1."),
      v.description("1 to be given the probability of every class, in the order of `GET /taxonomy`."),
      v.transform((flag) => flag === "1"),
    ),
  ),
  model: modelName,
};

const batchOptions = {
  ...options,
  strict: v.optional(
    v.pipe(
      v.picklist(["0", "1"], "strict must be 0 or 1."),
      v.description("1 to refuse the whole batch, with 400, where one entry is no title."),
      v.transform((flag) => flag === "1"),
    ),
  ),
};

/** The query of `GET /classify`. Its messages together are a problem's `detail`. */
export const classifyQuery = v.strictObject({ title: titleSchema, ...options }, (issue) =>
  issue.expected === "never"
    ? unknownParameter(issue.received, { title: titleSchema, ...options })
    : titleText,
);

/** The query of `POST /classify`. */
export const batchQuery = v.strictObject(batchOptions, (issue) =>
  unknownParameter(issue.received, batchOptions),
);

/** Shows at most 60 characters of the name, which is whatever the caller sent. */
function unknownParameter(name: string, known: Readonly<Record<string, unknown>>): string {
  const shown = name.length > 60 ? `${name.slice(0, 60)}...` : name;
  return `There is no parameter ${shown}; use ${Object.keys(known).join(", ")}.`;
}
