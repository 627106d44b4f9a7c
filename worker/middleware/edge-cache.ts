import { cache } from "hono/cache";
import { every } from "hono/combine";
import { etag } from "hono/etag";
import { createMiddleware } from "hono/factory";
import { headersOf304 } from "../http/standard-headers.ts";
import type { AppEnv } from "../service/app-env.ts";
import { getModel, type Service } from "../service/service.ts";

/**
 * Caches answers in the Cache API of the data centre. The key has the model's hash, so that a new
 * model finds no answers of the old one.
 */
export function edgeCache(service: Service) {
  const ownRequestId = createMiddleware<AppEnv>(async (c, next) => {
    await next();
    c.header("X-Request-Id", c.get("requestId"));
  });
  const answers = cache({
    cacheName: "hedge",
    keyGenerator: async (c) => {
      const { model } = await getModel(c, service, c.req.query("model"));
      return `${model.hash} ${c.req.url}`;
    },
  });
  return every(etag({ retainedHeaders: headersOf304 }), ownRequestId, answers);
}
