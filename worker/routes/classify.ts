import { sValidator } from "@hono/standard-validator";
import { type Context, Hono } from "hono";
import { createMiddleware } from "hono/factory";
import type { TypedResponse } from "hono/types";
import type { Answer } from "../../shared/predict/answer.ts";
import type { AppEnv } from "../app-env.ts";
import { entityTag, namesTag } from "../http/entity-tag.ts";
import { keepAlive } from "../http/keep-alive.ts";
import type { KeptAnswer } from "../http/kept-answers.ts";
import { standingHeaders } from "../http/standing-headers.ts";
import { countUp, outcome } from "../metrics/counters.ts";
import { requireUtf8Query } from "../middleware/utf8-query.ts";
import { problem } from "../problem.ts";
import { classifyQuery } from "../schemas/classify-query.ts";
import { modelNamed, type Service } from "../service.ts";

/** `GET /classify?title=...`: the `Answer` to one title. */
export function classifyRoute(service: Service) {
  const { settings, models, kept, counters } = service;
  const headers = {
    ...standingHeaders,
    "Content-Type": "application/json",
    "Cache-Control": `${settings.apiKeys.length > 0 ? "private" : "public"}, max-age=${settings.maxAge}`,
  };
  const counts = settings.metrics;

  /** Answers a query that was answered before, letter for letter, without reading it again. */
  const answerFromMemory = createMiddleware<AppEnv>(async (c, next) => {
    const loaded = models.find(modelIn(c.req.url))?.peek(keepAlive(c));
    const answer = loaded && kept.find(queryOf(c.req.url), loaded.model.hash);
    if (answer === undefined) return next();
    if (counts) counters.kept++;
    return send(c, answer);
  });

  function send(c: Context<AppEnv>, { text, etag }: KeptAnswer): Response {
    const own = { ...headers, ETag: etag, "X-Request-Id": c.get("requestId") };
    const known = c.req.header("If-None-Match");
    return known !== undefined && namesTag(known, etag)
      ? new Response(null, { status: 304, headers: own })
      : new Response(text, { headers: own });
  }

  return new Hono<AppEnv>().get(
    "/",
    answerFromMemory,
    requireUtf8Query,
    sValidator("query", classifyQuery, (result, c) => {
      if (result.success) return undefined;
      return problem(c, "invalid-query", result.error.map((issue) => issue.message).join(" "));
    }),
    async (c) => {
      const { title, model: name, ...options } = c.req.valid("query");
      const { model, classify } = await modelNamed(c, service, name);
      const answer = classify(title, options);
      if (counts) countUp(counters.outcomes, outcome(answer));
      const query = queryOf(c.req.url);
      const entry = { text: JSON.stringify(answer), etag: entityTag(model.hash, query), hash: model.hash };
      kept.keep(query, entry);
      return send(c, entry) as Response & TypedResponse<Answer, 200, "json">;
    },
  );
}

/** The query of an address as it was sent: the key of what it was answered. */
function queryOf(url: string): string {
  return url.slice(url.indexOf("?") + 1);
}

/** The value of `model` in a query, good enough to look something up that was validated before. */
function modelIn(url: string): string | undefined {
  return /[?&]model=([a-z0-9-]+)/.exec(url)?.[1];
}
