import { createMiddleware } from "hono/factory";
import * as v from "valibot";
import { problem } from "../http/problem.ts";
import { type BatchBody, batchItem, maxTitles } from "../schemas/batch-body.ts";
import { isTitle } from "../schemas/classify-query.ts";
import type { AppEnv } from "../service/app-env.ts";

/** Format of a batch: one JSON array, or a JSON value per line. */
export type BatchFormat = "json" | "ndjson";

const formats: Readonly<Record<string, BatchFormat>> = {
  "application/json": "json",
  "application/x-ndjson": "ndjson",
  "application/ndjson": "ndjson",
  "application/jsonl": "ndjson",
};

type Titles = { readonly format: BatchFormat; readonly titles: readonly string[] };

/** What Hono's typed client sends as `json`, and what `c.req.valid("json")` gives the handler. */
type Validated = { in: { json: BatchBody }; out: { json: Titles } };

/** Reads the titles of a batch and checks all of them before the first is classified. */
export const readTitles = createMiddleware<AppEnv, string, Validated>(async (c, next) => {
  const mediaType = (c.req.header("Content-Type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  const format = Object.hasOwn(formats, mediaType) ? formats[mediaType] : undefined;
  if (format === undefined) {
    return problem(
      c,
      "unknown-media-type",
      "Send application/json, an array of titles, or application/x-ndjson, a title a line.",
    );
  }
  const text = decodeUtf8(await c.req.arrayBuffer());
  if (text === undefined) return problem(c, "invalid-body", "The body is not UTF-8; encode it as UTF-8.");
  const read = parseTitles(text, format);
  if (read.kind === "invalid") return problem(c, read.code, read.detail);
  c.req.addValidatedData("json", { format, titles: read.titles });
  return next();
});

type Read =
  | { readonly kind: "read"; readonly titles: string[] }
  | { readonly kind: "invalid"; readonly code: "invalid-body" | "too-large"; readonly detail: string };

function invalid(detail: string, code: "invalid-body" | "too-large" = "invalid-body"): Read {
  return { kind: "invalid", code, detail };
}

function decodeUtf8(bytes: ArrayBuffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The titles of a body, or what is wrong with it. Takes time linear in its length. */
export function parseTitles(text: string, format: BatchFormat): Read {
  const items: unknown[] = [];
  if (format === "json") {
    const whole = parseJson(text);
    if (!Array.isArray(whole)) return invalid("The body must be a JSON array of titles.");
    items.push(...whole.slice(0, maxTitles + 1));
  } else {
    for (const line of text.split("\n")) {
      if (line.trim() === "") continue;
      const item = parseJson(line);
      if (item === undefined)
        return invalid(`Entry ${items.length + 1} is not JSON; send a JSON value a line.`);
      if (items.push(item) > maxTitles) break;
    }
  }
  if (items.length > maxTitles) return invalid(`A batch may have at most ${maxTitles} titles.`, "too-large");

  const titles: string[] = [];
  for (const item of items) {
    // Nearly all are valid strings. The schema says what is wrong with others, but takes ten times
    // as long.
    if (isTitle(item)) {
      titles.push(item);
      continue;
    }
    const result = v.safeParse(batchItem, item, { abortEarly: true });
    if (!result.success) return invalid(`Entry ${titles.length + 1}: ${result.issues[0].message}`);
    titles.push(typeof result.output === "string" ? result.output : result.output.title);
  }
  return { kind: "read", titles };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
