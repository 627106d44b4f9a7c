import type { GenericSchema, ObjectEntries } from "valibot";
import * as v from "valibot";
import type { ProblemCode } from "../http/problem.ts";
import { batchBody } from "../schemas/batch-body.ts";
import { batchQuery, classifyQuery } from "../schemas/classify-query.ts";
import { healthSchema, modelSchema } from "../schemas/model.ts";
import { modelQuery } from "../schemas/model-query.ts";
import { taxonomyQuery, taxonomySchema } from "../schemas/taxonomy.ts";

/** One path with one method. Its schemas are those that validate requests. */
export type Operation = {
  readonly method: "get" | "post";
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  readonly text: string;
  readonly query?: ObjectEntries;
  readonly body?: GenericSchema;
  /** Schema of a 200 answer by media type, or the name of a component. */
  readonly answers: Readonly<Record<string, GenericSchema | "Answer" | "BatchAnswer">>;
  readonly problems: readonly ProblemCode[];
  /** Whether a key is needed where the service has keys. */
  readonly needsKey: boolean;
};

/** What every operation has to state; the rest has defaults. */
type Stated = Pick<Operation, "summary" | "text" | "answers">;

/** An operation: by default a GET about the model, without a key. */
function operation(path: string, stated: Stated & Partial<Operation>): Operation {
  return {
    method: "get",
    path,
    id: path.slice(1),
    problems: ["invalid-query", "model-unavailable"],
    needsKey: false,
    ...stated,
  };
}

const classifyProblems: readonly ProblemCode[] = [
  "invalid-query",
  "key-missing",
  "too-many-requests",
  "model-unavailable",
  "internal-error",
];

/** Every operation, in the order that a reader wants them. */
export const operations: readonly Operation[] = [
  operation("/classify", {
    summary: "Classify one title",
    text: "The deepest class of the taxonomy that is probable enough, how sure that is, and why it goes no deeper.",
    query: classifyQuery.entries,
    answers: { "application/json": "Answer" },
    problems: classifyProblems,
    needsKey: true,
  }),
  operation("/classify", {
    method: "post",
    id: "classifyBatch",
    summary: "Classify many titles",
    text:
      "Answers in the order of the titles, streamed, each with the id of its entry. An entry that is no title has a " +
      "problem in place of an answer. NDJSON in gives NDJSON out: send `application/x-ndjson` with a title, or an " +
      "object, a line. It is answered while it arrives, so beyond eight megabytes take answers while you send.",
    query: batchQuery.entries,
    body: batchBody,
    answers: { "application/json": "BatchAnswer", "application/x-ndjson": "BatchAnswer" },
    problems: [...classifyProblems, "invalid-body", "body-too-slow", "too-large", "unknown-media-type"],
    needsKey: true,
  }),
  operation("/taxonomy", {
    summary: "The classes",
    text: "All classes that answers may name, parents before their children; on demand with the words that speak for each.",
    query: taxonomyQuery.entries,
    answers: { "application/json": taxonomySchema },
  }),
  operation("/model", {
    summary: "The model",
    text: "What answers: its hash, how it was trained, the sampler's diagnostics, a warning where these are not good, and the thresholds.",
    query: modelQuery.entries,
    answers: { "application/json": modelSchema },
  }),
  operation("/healthz", {
    summary: "Whether titles can be answered",
    text: "200 with the hash of the model in use, 503 without a usable model.",
    answers: { "application/json": healthSchema },
    problems: ["model-unavailable"],
  }),
  operation("/metrics", {
    summary: "Counters",
    text: "Counters of one isolate as Prometheus reads them, where METRICS is on.",
    answers: { "text/plain": v.string() },
    problems: ["not-found", "key-missing"],
    needsKey: true,
  }),
];
