import { sValidator } from "@hono/standard-validator";
import { Hono } from "hono/tiny";
import type { TypedResponse } from "hono/types";
import { type ProblemCode, problemKinds } from "../http/problem.ts";
import { BodyError } from "../http/request-body.ts";
import { observe } from "../metrics/observation.ts";
import { type Batch, defaultPatience, readEntries } from "../middleware/read-entries.ts";
import { rejectInvalidQuery } from "../middleware/reject-invalid-query.ts";
import { requireUtf8Query } from "../middleware/utf8-query.ts";
import type { BatchAnswer, Entry, EntryId } from "../schemas/batch-body.ts";
import { batchQuery } from "../schemas/classify-query.ts";
import type { AppEnv } from "../service/app-env.ts";
import { getModelAtOnce, recorderOf, type Service } from "../service/service.ts";

/** Titles per chunk, so that a caller can read the first answers before the last are there. */
const chunkSize = 50;

/** `POST /classify`: the answers to many titles in their order, streamed. */
export function classifyBatchRoute(service: Service, patience = defaultPatience) {
  const { cache } = service;

  return new Hono<AppEnv>().post(
    "/",
    requireUtf8Query,
    sValidator("query", batchQuery, rejectInvalidQuery),
    readEntries(patience),
    async (c) => {
      const batch = c.req.valid("json");
      const { model: name, strict: _, ...options } = c.req.valid("query");
      const { model, classify, isChecked } = await getModelAtOnce(c, service, name);
      const optionsKey = JSON.stringify(options);
      const answers = recorderOf(c, service, model.hash);

      function answerText(title: string): string {
        // A query never begins with a brace, so batches and single requests share no key.
        const key = `${optionsKey}${title}`;
        const cached = cache.get(key, model.hash);
        if (cached !== undefined) {
          answers.add(cached.observation, true);
          return cached.text;
        }
        const answer = classify(title, options);
        const observation = observe(answer);
        answers.add(observation, false);
        const text = JSON.stringify(answer);
        if (isChecked()) cache.set(key, { text, etag: "", hash: model.hash, observation });
        return text;
      }

      const headers = {
        ...c.get("standardHeaders"),
        "Content-Type": batch.format === "json" ? "application/json" : "application/x-ndjson",
        "Cache-Control": "no-store",
        "X-Request-Id": c.get("requestId"),
      };
      const body = streamAnswers(batch, answerText, answers.end);
      return new Response(await startStream(body), { headers }) as Response &
        TypedResponse<BatchAnswer[], 200, "json">;
    },
  );
}

/**
 * The first chunk is computed at once, so that its errors can still be answered with a problem
 * document. The others are computed, and the body read on, only as the caller takes them.
 */
async function startStream(texts: AsyncGenerator<string>): Promise<ReadableStream<Uint8Array>> {
  const encoder = new TextEncoder();
  let next: IteratorResult<string> | undefined = await texts.next();
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = next ?? (await texts.next());
        next = undefined;
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      async cancel() {
        await texts.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}

/** The text of the answers, chunk by chunk; an entry that is no title gets a problem. */
async function* streamAnswers(
  { format, entries }: Batch,
  answerText: (title: string) => string,
  onEnd: () => void,
): AsyncGenerator<string> {
  let count = 0;
  const print = (texts: readonly string[]): string =>
    format === "ndjson" ? texts.map((text) => `${text}\n`).join("") : texts.join(",");
  const answerEntry = (entry: Entry): string => {
    count++;
    if ("fault" in entry) return entryProblem(count, "invalid-entry", entry.fault, entry.id);
    const text = answerText(entry.title);
    return entry.id === undefined ? text : `{"id":${JSON.stringify(entry.id)},${text.slice(1)}`;
  };

  let opening = format === "json" ? "[" : "";
  try {
    for await (const some of entries) {
      for (let from = 0; from < some.length; from += chunkSize) {
        yield opening + print(some.slice(from, from + chunkSize).map(answerEntry));
        opening = format === "json" ? "," : "";
      }
    }
  } catch (error) {
    // The status is sent already, so the last line says why the rest is missing.
    if (!(error instanceof BodyError)) throw error;
    yield print([entryProblem(count + 1, error.code, error.message)]);
  } finally {
    onEnd();
  }
  if (format === "json") yield opening === "[" ? "[]" : "]";
}

/** What an entry gets in place of an answer. */
function entryProblem(entry: number, code: ProblemCode, detail: string, id?: EntryId): string {
  const { status, title } = problemKinds[code];
  const document: BatchAnswer = {
    ...(id === undefined ? {} : { id }),
    entry,
    error: { type: `/problems/${code}`, title, status, detail },
  };
  return JSON.stringify(document);
}
