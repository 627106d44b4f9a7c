import { createMiddleware } from "hono/factory";
import { matchedRoutes } from "hono/route";
import { type Counters, countUp } from "../metrics/counters.ts";
import type { AppEnv } from "../service/app-env.ts";

/** Counts requests by method, route and status. Routes, not paths: what strangers ask for must not make new series. */
export function countRequests({ requests }: Counters) {
  return createMiddleware<AppEnv>(async (c, next) => {
    await next();
    const route = matchedRoutes(c).findLast(({ path }) => !path.endsWith("*"))?.path ?? "none";
    countUp(requests, `${c.req.method} ${route} ${c.res.status}`);
  });
}
