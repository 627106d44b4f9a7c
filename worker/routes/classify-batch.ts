import { sValidator } from "@hono/standard-validator";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { timeout } from "hono/timeout";
import type { TypedResponse } from "hono/types";
import type { Answer } from "../../shared/answer/answer.ts";
import { problem } from "../http/problem.ts";
import { increment, outcomeOf } from "../metrics/counters.ts";
import { type BatchFormat, readTitles } from "../middleware/read-titles.ts";
import { rejectInvalidQuery } from "../middleware/reject-invalid-query.ts";
import { requireUtf8Query } from "../middleware/utf8-query.ts";
import { maxBytes } from "../schemas/batch-body.ts";
import { batchQuery } from "../schemas/classify-query.ts";
import type { AppEnv } from "../service/app-env.ts";
import { getModel, type Service } from "../service/service.ts";

/** Milliseconds in which a body has to arrive. */
const defaultBodyTimeout = 10_000;

/** Titles per chunk, so that a caller can read the first answers before the last are there. */
const chunkSize = 50;

/** `POST /classify`: the answers to up to 1,000 titles in their order, streamed. */
export function classifyBatchRoute(service: Service, bodyTimeout = defaultBodyTimeout) {
  const { settings, cache, counters } = service;

  return new Hono<AppEnv>().post(
    "/",
    requireUtf8Query,
    sValidator("query", batchQuery, rejectInvalidQuery),
    timeout(bodyTimeout, (c) => {
      const detail = `The body must arrive within ${bodyTimeout / 1_000} seconds.`;
      return new HTTPException(408, { res: problem(c, "body-too-slow", detail) });
    }),
    bodyLimit({
      maxSize: maxBytes,
      onError: (c) => problem(c, "too-large", `A batch may have at most ${maxBytes} bytes.`),
    }),
    readTitles,
    async (c) => {
      const { format, titles } = c.req.valid("json");
      const { model: name, ...options } = c.req.valid("query");
      const { model, classify } = await getModel(c, service, name);
      const optionsKey = JSON.stringify(options);

      function answerText(title: string): string {
        // A query never begins with a brace, so batches and single requests share no key.
        const key = `${optionsKey}${title}`;
        const cached = cache.get(key, model.hash);
        if (cached !== undefined) return cached.text;
        const answer = classify(title, options);
        if (settings.metrics) increment(counters.outcomes, outcomeOf(answer));
        const text = JSON.stringify(answer);
        cache.set(key, { text, etag: "", hash: model.hash });
        return text;
      }

      const headers = {
        ...c.get("standardHeaders"),
        "Content-Type": format === "json" ? "application/json" : "application/x-ndjson",
        "Cache-Control": "no-store",
        "X-Request-Id": c.get("requestId"),
      };
      return new Response(streamAnswers(titles, format, answerText), { headers }) as Response &
        TypedResponse<Answer[], 200, "json">;
    },
  );
}

/**
 * A body whose answers are computed while it is read. The first chunk is computed at once, so that
 * its errors can still be answered with a problem document.
 */
function streamAnswers(
  titles: readonly string[],
  format: BatchFormat,
  answerText: (title: string) => string,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const chunk = (from: number): string => {
    const answers = titles.slice(from, from + chunkSize).map(answerText);
    if (format === "ndjson") return answers.map((answer) => `${answer}\n`).join("");
    const isLast = from + chunkSize >= titles.length;
    return `${from === 0 ? "[" : ","}${answers.join(",")}${isLast ? "]" : ""}`;
  };
  let next: string | undefined = chunk(0);
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      const text = next ?? chunk(at);
      next = undefined;
      if (text !== "") controller.enqueue(encoder.encode(text));
      at += chunkSize;
      if (at >= titles.length) controller.close();
    },
  });
}
