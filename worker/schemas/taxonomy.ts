import * as v from "valibot";

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
    }),
  ),
});

/** The answer of `GET /taxonomy`. */
export type TaxonomyDocument = v.InferOutput<typeof taxonomySchema>;
