import * as v from "valibot";
import { HedgeError } from "../../shared/errors.ts";
import type { Bindings } from "./bindings.ts";

/** Settings of the service, read once per isolate. `wrangler.toml` explains each. */
export type Settings = {
  readonly modelSource: "assets" | "r2";
  /** Names of the models of the service; the first answers when none is named. */
  readonly modelNames: readonly [string, ...string[]];
  /** Milliseconds between two checks of a model's pointer; 0 never checks. */
  readonly checkEvery: number;
  /** Origins whose scripts may read answers; `*` for all. */
  readonly corsOrigins: "*" | readonly string[];
  /** Keys that may classify; empty where no key is required. */
  readonly apiKeys: readonly string[];
  /** `max-age` of answers in seconds. */
  readonly maxAge: number;
  /** Whether answers go through the Cache API of the data centre. */
  readonly edgeCache: boolean;
  /** Capacity of an isolate's answer cache in characters; 0 for none. */
  readonly answerCache: number;
  readonly metrics: boolean;
  /** Whether to log a line for each request and its answers. */
  readonly logs: boolean;
  /** Whether answers of `/classify` have a Server-Timing header. */
  readonly timing: boolean;
  /** Shares of fallbacks and of unknown words that the operator expects; null for none. */
  readonly expectedFallbacks: number | null;
  readonly expectedUnknownWords: number | null;
};

/** What the name of a model may be. */
export const modelNamePattern = /^[a-z0-9][a-z0-9-]{0,62}$/;

const wholeNumber = (name: string, most: number) =>
  v.pipe(
    v.string(),
    v.regex(/^[0-9]{1,10}$/, `${name} must be a whole number.`),
    v.transform(Number),
    v.maxValue(most, `${name} must be at most ${most}.`),
  );

const list = v.pipe(
  v.string(),
  v.transform((text) => text.split(/[\s,]+/).filter((word) => word !== "")),
);

const flag = (name: string) =>
  v.pipe(
    v.picklist(["on", "off"], `${name} must be on or off.`),
    v.transform((word) => word === "on"),
  );

const share = (name: string) =>
  v.pipe(
    v.string(),
    v.regex(/^(?:|0|1|0?\.[0-9]{1,9})$/, `${name} must be a number from 0 to 1, or empty.`),
    v.transform((text) => (text === "" ? null : Number(text))),
  );

const variables = v.object({
  MODEL_SOURCE: v.nullish(v.picklist(["assets", "r2"], "MODEL_SOURCE must be assets or r2."), "assets"),
  MODEL_NAMES: v.nullish(
    v.pipe(
      list,
      v.minLength(1, "MODEL_NAMES must name a model."),
      v.everyItem(
        (name) => modelNamePattern.test(name),
        "MODEL_NAMES must be names of small letters, digits and hyphens.",
      ),
    ),
    "model",
  ),
  MODEL_CHECK_SECONDS: v.nullish(wholeNumber("MODEL_CHECK_SECONDS", 86_400), "60"),
  CORS_ORIGINS: v.nullish(
    v.pipe(
      list,
      v.everyItem(
        (origin) => origin === "*" || /^https?:\/\/[^/?#]+$/.test(origin),
        "CORS_ORIGINS must be * or origins like https://shop.example.",
      ),
    ),
    "*",
  ),
  API_KEYS: v.nullish(
    v.pipe(
      list,
      v.everyItem(
        (key) => /^[A-Za-z0-9._~+/-]{16,256}=*$/.test(key),
        "API_KEYS must be keys of at least 16 letters, digits or ._~+/- each.",
      ),
    ),
    "",
  ),
  CACHE_SECONDS: v.nullish(wholeNumber("CACHE_SECONDS", 31_536_000), "60"),
  EDGE_CACHE: v.nullish(flag("EDGE_CACHE"), "off"),
  KEPT_ANSWERS_KB: v.nullish(wholeNumber("KEPT_ANSWERS_KB", 65_536), "8192"),
  METRICS: v.nullish(flag("METRICS"), "off"),
  LOGS: v.nullish(flag("LOGS"), "off"),
  TIMING: v.nullish(flag("TIMING"), "off"),
  EXPECTED_FALLBACKS: v.nullish(share("EXPECTED_FALLBACKS"), ""),
  EXPECTED_UNKNOWN_WORDS: v.nullish(share("EXPECTED_UNKNOWN_WORDS"), ""),
});

/** @throws HedgeError `bad-usage` with a sentence for every invalid setting */
export function readSettings(bindings: Partial<Bindings>): Settings {
  const result = v.safeParse(variables, bindings);
  if (!result.success) {
    throw new HedgeError("bad-usage", result.issues.map(({ message }) => message).join(" "));
  }
  const { output } = result;
  const [first = "model", ...others] = output.MODEL_NAMES;
  return {
    modelSource: output.MODEL_SOURCE,
    modelNames: [first, ...others],
    checkEvery: 1_000 * output.MODEL_CHECK_SECONDS,
    corsOrigins: output.CORS_ORIGINS.includes("*") ? "*" : output.CORS_ORIGINS,
    apiKeys: output.API_KEYS,
    maxAge: output.CACHE_SECONDS,
    edgeCache: output.EDGE_CACHE,
    answerCache: 1_024 * output.KEPT_ANSWERS_KB,
    metrics: output.METRICS,
    logs: output.LOGS,
    timing: output.TIMING,
    expectedFallbacks: output.EXPECTED_FALLBACKS,
    expectedUnknownWords: output.EXPECTED_UNKNOWN_WORDS,
  };
}
