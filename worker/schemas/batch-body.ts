import * as v from "valibot";
import { titleSchema } from "./classify-query.ts";

/** Most titles of one batch. */
export const mostTitles = 1_000;

/** Most bytes of one batch. */
export const mostBytes = 1_000_000;

/** One entry of a batch: a title, or an object that holds one. */
export const batchItem = v.union(
  [titleSchema, v.strictObject({ title: titleSchema })],
  "Every entry must be a title or an object with a title and nothing else.",
);

/** What `POST /classify` takes as JSON; NDJSON is one entry a line. */
export const batchBody = v.pipe(
  v.array(batchItem, "The body must be a JSON array of titles."),
  v.maxLength(mostTitles),
  v.description("Up to 1,000 titles, one million bytes."),
  v.examples([["wooden puzzle for toddlers", "adult lego toys"]]),
);

export type BatchBody = v.InferInput<typeof batchBody>;
