import { sValidator } from "@hono/standard-validator";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { timeout } from "hono/timeout";
import type { TypedResponse } from "hono/types";
import type { Answer } from "../../shared/answer/answer.ts";
import { problem } from "../http/problem.ts";
import { countUp, outcome } from "../metrics/counters.ts";
import { type BatchFormat, readTitles } from "../middleware/read-titles.ts";
import { refuseQuery } from "../middleware/refuse-query.ts";
import { requireUtf8Query } from "../middleware/utf8-query.ts";
import { mostBytes } from "../schemas/batch-body.ts";
import { batchQuery } from "../schemas/classify-query.ts";
import type { AppEnv } from "../service/app-env.ts";
import { modelNamed, type Service } from "../service/service.ts";

/** Milliseconds in which a body has to arrive. */
export const bodyPatience = 10_000;

/** Titles answered at a time, so that a caller can read the first while the last are worked out. */
const chunkSize = 50;

/** `POST /classify`: the answers to up to 1,000 titles, in their order, as they come. */
export function classifyBatchRoute(service: Service, patience = bodyPatience) {
  const { settings, kept, counters } = service;

  return new Hono<AppEnv>().post(
    "/",
    requireUtf8Query,
    sValidator("query", batchQuery, refuseQuery),
    timeout(patience, (c) => {
      const detail = `The body must arrive within ${patience / 1_000} seconds.`;
      return new HTTPException(408, { res: problem(c, "body-too-slow", detail) });
    }),
    bodyLimit({
      maxSize: mostBytes,
      onError: (c) => problem(c, "too-large", `A batch may have at most ${mostBytes} bytes.`),
    }),
    readTitles,
    async (c) => {
      const { format, titles } = c.req.valid("json");
      const { model: name, ...options } = c.req.valid("query");
      const { model, classify } = await modelNamed(c, service, name);
      const optionsKey = JSON.stringify(options);

      function answerText(title: string): string {
        // No query begins with a brace: batches and single requests keep their answers apart.
        const key = `${optionsKey}${title}`;
        const found = kept.find(key, model.hash);
        if (found !== undefined) return found.text;
        const answer = classify(title, options);
        if (settings.metrics) countUp(counters.outcomes, outcome(answer));
        const text = JSON.stringify(answer);
        kept.keep(key, { text, etag: "", hash: model.hash });
        return text;
      }

      const headers = {
        ...c.get("standing"),
        "Content-Type": format === "json" ? "application/json" : "application/x-ndjson",
        "Cache-Control": "no-store",
        "X-Request-Id": c.get("requestId"),
      };
      return new Response(stream(titles, format, answerText), { headers }) as Response &
        TypedResponse<Answer[], 200, "json">;
    },
  );
}

/**
 * The answers as a body that is worked out while it is read. The first part is worked out at once: what goes wrong there
 * can still be answered with a problem document.
 */
function stream(
  titles: readonly string[],
  format: BatchFormat,
  answerText: (title: string) => string,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const part = (from: number): string => {
    const answers = titles.slice(from, from + chunkSize).map(answerText);
    if (format === "ndjson") return answers.map((answer) => `${answer}\n`).join("");
    const isLast = from + chunkSize >= titles.length;
    return `${from === 0 ? "[" : ","}${answers.join(",")}${isLast ? "]" : ""}`;
  };
  let next: string | undefined = part(0);
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      const text = next ?? part(at);
      next = undefined;
      if (text !== "") controller.enqueue(encoder.encode(text));
      at += chunkSize;
      if (at >= titles.length) controller.close();
    },
  });
}
