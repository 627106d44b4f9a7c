import { createMiddleware } from "hono/factory";
import { problem } from "../http/problem.ts";
import type { AppEnv } from "../service/app-env.ts";

/**
 * Asks Workers' rate limiter, where one is bound as RATE_LIMITER, whether this caller may go on. A caller is an address
 * as Cloudflare reports it, or a key where keys are needed and therefore known to be good: else one caller could be many.
 */
export function limitRate(hasKeys: boolean) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const limiter = c.env.RATE_LIMITER;
    if (limiter === undefined) return next();
    const key = c.req.header(hasKeys ? "Authorization" : "CF-Connecting-IP") ?? "unknown";
    const { success } = await limiter.limit({ key });
    if (success) return next();
    return problem(c, "too-many-requests", "Wait a minute before the next request.", { "Retry-After": "60" });
  });
}
