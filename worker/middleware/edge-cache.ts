import { cache } from "hono/cache";
import { every } from "hono/combine";
import { etag } from "hono/etag";
import { createMiddleware } from "hono/factory";
import type { AppEnv } from "../service/app-env.ts";
import { modelNamed, type Service } from "../service/service.ts";

/**
 * Keeps answers in the Cache API of the data centre, under the hash of the model that gave them: a new model finds none
 * of the old one's.
 */
export function edgeCache(service: Service) {
  const ownRequestId = createMiddleware<AppEnv>(async (c, next) => {
    await next();
    c.header("X-Request-Id", c.get("requestId"));
  });
  const answers = cache({
    cacheName: "hedge",
    keyGenerator: async (c) => {
      const { model } = await modelNamed(c, service, c.req.query("model"));
      return `${model.hash} ${c.req.url}`;
    },
  });
  return every(etag(), ownRequestId, answers);
}
