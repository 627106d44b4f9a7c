import * as v from "valibot";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** A diagnostic of too few draws is not finite, which JSON can only say with null. */
const diagnostic = v.nullable(v.number());

/** The answer of `GET /model`: the model, its training and the sampler's diagnostics. */
export const modelSchema = v.object({
  name: v.pipe(v.string(), v.description("Name under which `?model=` asks for it.")),
  names: v.pipe(v.array(v.string()), v.description("Names of all models of this service.")),
  hash: v.pipe(v.string(), v.description("`sha256:` and the digest of its content.")),
  levels: v.array(v.string()),
  classes: v.pipe(count, v.description("Classes of all levels.")),
  leaves: v.pipe(count, v.description("Classes without children.")),
  terms: v.pipe(count, v.description("Terms of the vocabulary.")),
  draws: v.pipe(count, v.description("Posterior draws in the file.")),
  warning: v.pipe(
    v.nullable(v.string()),
    v.description("Why answers are less sure than they look: a verdict that is not good; else null."),
  ),
  examples: v.pipe(
    v.array(v.string()),
    v.description("Titles to try, made of the model's own words, and a word that training never saw."),
  ),
  decision: v.pipe(
    v.looseObject({}),
    v.description("Thresholds that a class's probability must reach, and how they were calibrated."),
  ),
  training: v.object({
    hedge: v.pipe(v.string(), v.description("Version that trained it.")),
    preset: v.string(),
    classPrior: v.pipe(v.string(), v.description("Class balance that probabilities are for.")),
    noise: v.pipe(v.boolean(), v.description("Whether logits had latent noise.")),
    backend: v.string(),
    seed: v.number(),
    dataHash: v.string(),
    titles: count,
    duplicatesDropped: count,
    rowsSkipped: count,
    chains: count,
    warmup: count,
    drawsPerChain: count,
    diagnostics: v.object({
      verdict: v.picklist(["good", "doubtful", "bad"]),
      reasons: v.array(v.string()),
      divergences: count,
      maxDepthHits: count,
      maxRHatScales: diagnostic,
      minBulkEssScales: diagnostic,
      maxRHat: diagnostic,
      minBulkEss: diagnostic,
    }),
  }),
});

/** The answer of `GET /model`. */
export type ModelDocument = v.InferOutput<typeof modelSchema>;

/** The answer of `GET /healthz` when titles can be answered. */
export const healthSchema = v.object({
  status: v.literal("ok"),
  model: v.pipe(v.string(), v.description("Hash of the model in use.")),
  lastFailure: v.pipe(
    v.nullable(v.string()),
    v.description("Why a newer model could not be taken over; null when nothing failed."),
  ),
});

/** The answer of `GET /healthz`. */
export type HealthDocument = v.InferOutput<typeof healthSchema>;
