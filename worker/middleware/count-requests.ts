import { createMiddleware } from "hono/factory";
import { matchedRoutes } from "hono/route";
import { type Counters, increment } from "../metrics/counters.ts";
import type { AppEnv } from "../service/app-env.ts";

/**
 * Counts requests by method, route and status, and logs a line for each where that is wanted. Paths
 * would let any caller create new series, and have titles in them, so unknown ones are `none`.
 */
export function countRequests({ requests }: Counters, isLogged: boolean) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const began = performance.now();
    await next();
    const route = matchedRoutes(c).findLast(({ path }) => !path.endsWith("*"))?.path ?? "none";
    const { method } = c.req;
    const { status } = c.res;
    increment(requests, `${method} ${route} ${status}`);
    if (!isLogged) return;
    const requestId = c.get("requestId");
    const milliseconds = performance.now() - began;
    console.log(JSON.stringify({ event: "request", requestId, method, route, status, milliseconds }));
  });
}
