import * as v from "valibot";
import { titleSchema } from "./classify-query.ts";

/** Most titles of one batch. */
export const maxTitles = 1_000;

/** Most bytes of one batch. */
export const maxBytes = 1_000_000;

/** One entry of a batch: a title, or an object that holds one. */
export const batchItem = v.union(
  [titleSchema, v.strictObject({ title: titleSchema })],
  "Every entry must be a title or an object with a title and nothing else.",
);

/** The JSON body of `POST /classify`. NDJSON has one entry per line. */
export const batchBody = v.pipe(
  v.array(batchItem, "The body must be a JSON array of titles."),
  v.maxLength(maxTitles),
  v.description("Up to 1,000 titles, one million bytes."),
  v.examples([["wooden puzzle for toddlers", "adult lego toys"]]),
);

/** The body as Hono's typed client sends it. */
export type BatchBody = v.InferInput<typeof batchBody>;
