import { createMiddleware } from "hono/factory";
import { matchedRoutes } from "hono/route";
import { type Counters, increment } from "../metrics/counters.ts";
import type { AppEnv } from "../service/app-env.ts";

/**
 * Counts requests by method, route and status. Paths would let any caller create new series, so
 * unknown ones count as `none`.
 */
export function countRequests({ requests }: Counters) {
  return createMiddleware<AppEnv>(async (c, next) => {
    await next();
    const route = matchedRoutes(c).findLast(({ path }) => !path.endsWith("*"))?.path ?? "none";
    increment(requests, `${c.req.method} ${route} ${c.res.status}`);
  });
}
