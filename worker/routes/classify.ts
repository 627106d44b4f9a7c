import { sValidator } from "@hono/standard-validator";
import { Hono } from "hono";
import { createMiddleware } from "hono/factory";
import type { TypedResponse } from "hono/types";
import type { Answer } from "../../shared/answer/answer.ts";
import { entityTag } from "../http/entity-tag.ts";
import { modelInQuery, queryText } from "../http/query-text.ts";
import { countUp, outcome } from "../metrics/counters.ts";
import { refuseQuery } from "../middleware/refuse-query.ts";
import { requireUtf8Query } from "../middleware/utf8-query.ts";
import { classifyQuery } from "../schemas/classify-query.ts";
import type { AppEnv } from "../service/app-env.ts";
import { keepAlive } from "../service/keep-alive.ts";
import { modelNamed, type Service } from "../service/service.ts";

/** `GET /classify?title=...`: the `Answer` to one title. */
export function classifyRoute(service: Service) {
  const { settings, models, kept, counters, send } = service;

  /** Answers a query that was answered before, where `quickAnswer` may not: after keys and limits. */
  const answerFromMemory = createMiddleware<AppEnv>(async (c, next) => {
    const loaded = models.find(modelInQuery(c.req.url))?.peek(keepAlive(c));
    const answer = loaded && kept.find(queryText(c.req.url), loaded.model.hash);
    if (answer === undefined) return next();
    counters.kept++;
    return send(answer, c.get("requestId"), c.req.header("If-None-Match") ?? null);
  });

  return new Hono<AppEnv>().get(
    "/",
    answerFromMemory,
    requireUtf8Query,
    sValidator("query", classifyQuery, refuseQuery),
    async (c) => {
      const { title, model: name, ...options } = c.req.valid("query");
      const { model, classify } = await modelNamed(c, service, name);
      const answer = classify(title, options);
      if (settings.metrics) countUp(counters.outcomes, outcome(answer));
      const query = queryText(c.req.url);
      const entry = { text: JSON.stringify(answer), etag: entityTag(model.hash, query), hash: model.hash };
      kept.keep(query, entry);
      const response = send(entry, c.get("requestId"), c.req.header("If-None-Match") ?? null);
      return response as Response & TypedResponse<Answer, 200, "json">;
    },
  );
}
