import { createMiddleware } from "hono/factory";
import { problem } from "../http/problem.ts";
import type { AppEnv } from "../service/app-env.ts";

/**
 * Limits the rate of each caller with Workers' rate limiter, where one is bound as RATE_LIMITER. A
 * caller is the address that Cloudflare reports or, where keys are required, the key. Without that
 * check one caller could invent many keys.
 */
export function rateLimit(hasKeys: boolean) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const limiter = c.env.RATE_LIMITER;
    if (limiter === undefined) return next();
    const key = c.req.header(hasKeys ? "Authorization" : "CF-Connecting-IP") ?? "unknown";
    const { success } = await limiter.limit({ key });
    if (success) return next();
    return problem(c, "too-many-requests", "Wait a minute before the next request.", { "Retry-After": "60" });
  });
}
