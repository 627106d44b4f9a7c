import { createMiddleware } from "hono/factory";
import { problem } from "../http/problem.ts";
import { BodyError, readBody } from "../http/request-body.ts";
import { type BatchBody, type Entry, limits } from "../schemas/batch-body.ts";
import type { AppEnv } from "../service/app-env.ts";
import { type BatchFormat, joinBytes, lineParser, parseArray } from "./parse-entries.ts";

const formats: Readonly<Record<string, BatchFormat>> = {
  "application/json": "json",
  "application/x-ndjson": "ndjson",
  "application/ndjson": "ndjson",
  "application/jsonl": "ndjson",
};

/** A batch whose entries are read as they are taken. */
export type Batch = { readonly format: BatchFormat; readonly entries: AsyncGenerator<readonly Entry[]> };

/** What Hono's typed client sends as `json`, and what `c.req.valid("json")` gives the handler. */
type Validated = { in: { json: BatchBody }; out: { json: Batch } };

/** Milliseconds in which something of a body has to arrive. */
export const defaultPatience = 10_000;

/**
 * Makes the entries of a batch ready to be taken. A JSON array is read as a whole, NDJSON line by
 * line. With `strict=1` all of either is read first, and one entry that is no title refuses it.
 */
export function readEntries(patience: number) {
  return createMiddleware<AppEnv, string, Validated>(async (c, next) => {
    const mediaType = (c.req.header("Content-Type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
    const format = Object.hasOwn(formats, mediaType) ? formats[mediaType] : undefined;
    if (format === undefined) {
      return problem(
        c,
        "unknown-media-type",
        "Send application/json, an array of titles, or application/x-ndjson, a title a line.",
      );
    }
    const isStrict = c.req.query("strict") === "1";
    const { titles, bytes } = format === "json" || isStrict ? limits.whole : limits.streamed;
    const body = readBody(c.req.raw, { bytes, patience });
    const parsed = format === "json" ? readArray(body, titles) : readLines(body, titles);
    try {
      const entries = isStrict ? readStrictly(parsed) : parsed;
      c.req.addValidatedData("json", { format, entries: await startReading(entries) });
    } catch (error) {
      if (!(error instanceof BodyError)) throw error;
      return problem(c, error.code, error.message, error.headers);
    }
    return next();
  });
}

async function* readArray(body: AsyncGenerator<Uint8Array>, most: number): Batch["entries"] {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  yield parseArray(joinBytes(parts), most);
}

async function* readLines(body: AsyncGenerator<Uint8Array>, most: number): Batch["entries"] {
  const parser = lineParser(most);
  for await (const chunk of readAhead(body)) {
    const entries = parser.push(chunk);
    if (entries.length > 0) yield entries;
  }
  yield parser.end();
}

/**
 * Reads on while answers wait for a caller who sends all of a body before taking any. Beyond
 * `limits.ahead` bytes the caller has to take answers, and is not read further until then.
 */
function readAhead(body: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await body.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await body.return(undefined);
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: limits.ahead }),
  );
}

/** Takes the first entries at once, so that their errors are answered with a problem document. */
async function startReading(entries: Batch["entries"]): Promise<Batch["entries"]> {
  const first = await entries.next();
  return (async function* () {
    if (first.done !== true) yield first.value;
    yield* entries;
  })();
}

async function* readStrictly(entries: Batch["entries"]): Batch["entries"] {
  const all: Entry[] = [];
  for await (const some of entries) all.push(...some);
  const at = all.findIndex((entry) => "fault" in entry);
  const bad = all[at];
  if (bad !== undefined && "fault" in bad)
    throw new BodyError("invalid-body", `Entry ${at + 1}: ${bad.fault}`);
  yield all;
}
