import { sValidator } from "@hono/standard-validator";
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { wrapTime } from "hono/timing";
import { Hono } from "hono/tiny";
import type { TypedResponse } from "hono/types";
import type { Answer } from "../../shared/answer/answer.ts";
import type { CachedAnswer } from "../http/answer-cache.ts";
import { rejectInvalidQuery } from "../middleware/reject-invalid-query.ts";
import { requireUtf8Query } from "../middleware/utf8-query.ts";
import { classifyQuery } from "../schemas/classify-query.ts";
import { answerQuery } from "../service/answer-query.ts";
import type { AppEnv } from "../service/app-env.ts";
import { keepAlive } from "../service/keep-alive.ts";
import { findCachedAnswer, getModelAtOnce, recorderOf, type Service } from "../service/service.ts";

/** `GET /classify?title=...`: the `Answer` to one title. */
export function classifyRoute(service: Service) {
  const { settings, send } = service;

  function record(c: Context<AppEnv>, { observation, hash }: CachedAnswer, isKept: boolean): void {
    const answers = recorderOf(c, service, hash);
    answers.add(observation, isKept);
    answers.end();
  }

  /** Serves a cached answer where `directResponse` may not: after keys and rate limits. */
  const serveCached = createMiddleware<AppEnv>(async (c, next) => {
    const answer = findCachedAnswer(service, c.req.url, keepAlive(c));
    if (answer === undefined) return next();
    record(c, answer, true);
    return send(answer, c.get("requestId"), c.req.header("If-None-Match") ?? null);
  });

  return new Hono<AppEnv>().get(
    "/",
    serveCached,
    requireUtf8Query,
    sValidator("query", classifyQuery, rejectInvalidQuery),
    async (c) => {
      const { title, model: name, ...options } = c.req.valid("query");
      const loading = getModelAtOnce(c, service, name);
      const loaded = settings.timing ? await wrapTime(c, "model", loading) : await loading;
      const entry = answerQuery(service, loaded, c.req.url, title, options);
      record(c, entry, false);
      const ifNoneMatch = c.req.header("If-None-Match") ?? null;
      const response = send(entry, c.get("requestId"), ifNoneMatch, loaded.isChecked());
      return response as Response & TypedResponse<Answer, 200, "json">;
    },
  );
}
