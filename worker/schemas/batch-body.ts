import * as v from "valibot";
import type { Answer } from "../../shared/answer/answer.ts";
import { titleSchema } from "./classify-query.ts";
import { problemSchema } from "./problem.ts";

/** Most titles and bytes of a batch: one that is read as a whole, and one that is streamed. */
export const limits = {
  whole: { titles: 1_000, bytes: 1_000_000 },
  streamed: { titles: 100_000, bytes: 100_000_000 },
  /** Bytes of a streamed batch that are read before their answers are taken. */
  ahead: 8_000_000,
} as const;

const idText = "id must be a number or a text of at most 200 characters.";

/** What a caller names an entry by. */
export const entryId = v.pipe(
  v.union([v.pipe(v.string(), v.maxLength(200)), v.pipe(v.number(), v.finite())], idText),
  v.description("Given back with the answer."),
);

/** What a caller names an entry by. */
export type EntryId = v.InferOutput<typeof entryId>;

/** One entry of a batch: a title, or an object that holds one. */
export const batchItem = v.union(
  [titleSchema, v.strictObject({ id: v.exactOptional(entryId), title: titleSchema })],
  "An entry must be a title that is not empty, or an object with a title, an id if you like, and nothing else.",
);

/** An entry as it was read: its title, or what is wrong with it. */
export type Entry = { readonly id?: EntryId } & ({ readonly title: string } | { readonly fault: string });

/** The JSON body of `POST /classify`. NDJSON has one entry per line. */
export const batchBody = v.pipe(
  v.array(batchItem, "The body must be a JSON array of titles."),
  v.maxLength(limits.whole.titles),
  v.description(
    "Up to 1,000 titles and one million bytes. As NDJSON up to 100,000 titles and a hundred million bytes, answered while they arrive. It may be compressed: Content-Encoding gzip or deflate.",
  ),
  v.examples([["first title", { id: 7, title: "second title" }]]),
);

/** The body as Hono's typed client sends it. */
export type BatchBody = v.InferInput<typeof batchBody>;

/** What a batch has in place of the answer to an entry that is no title. */
export const entryProblemSchema = v.object({
  id: v.exactOptional(entryId),
  entry: v.pipe(v.number(), v.integer(), v.description("Number of the entry, from 1.")),
  error: v.pick(problemSchema, ["type", "title", "status", "detail"]),
});

/** An entry of the answer to a batch. */
export type BatchAnswer =
  | (Answer & { readonly id?: EntryId })
  | Readonly<v.InferOutput<typeof entryProblemSchema>>;
