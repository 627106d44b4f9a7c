import { createMiddleware } from "hono/factory";
import { problem } from "../http/problem.ts";
import type { AppEnv } from "../service/app-env.ts";

const escapes = /(?:%[0-9a-f]{2})+/gi;

/**
 * Refuses a query whose percent-encoding is not UTF-8: its escapes would be classified as they are
 * spelled. A `%` that starts no escape stays a percent sign, as in the URL standard.
 */
export const requireUtf8Query = createMiddleware<AppEnv>(async (c, next) => {
  if (isUtf8Query(c.req.url)) return next();
  return problem(c, "invalid-query", "The query's percent-encoding is not UTF-8; encode the title as UTF-8.");
});

/** Whether all percent-encoding of a URL is UTF-8. Takes time linear in its length. */
export function isUtf8Query(url: string): boolean {
  return !url.includes("%") || (url.match(escapes) ?? []).every(isUtf8);
}

function isUtf8(escaped: string): boolean {
  try {
    decodeURIComponent(escaped);
    return true;
  } catch {
    return false;
  }
}
