import { Hono } from "hono";
import { secureHeaders } from "hono/secure-headers";

/** Headers that expose to scripts of other sites, beside those that always are. */
export const exposedHeaders = ["ETag", "Retry-After", "X-Request-Id"];

/** What Hono is told for JSON: nothing may run, load or frame it; any site may read it if CORS lets it. */
export const dataPolicy = {
  contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  crossOriginResourcePolicy: "cross-origin",
  // What follows says nothing about JSON, or nothing to browsers of this decade.
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  referrerPolicy: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xFrameOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
  // Pages set a policy of their own.
  overwrite: false,
} satisfies Parameters<typeof secureHeaders>[0];

/**
 * The security headers of every answer, as Hono's middleware sets them. Taken once: setting them one by one on each
 * response costs more than answering from memory.
 */
export const standingHeaders: Readonly<Record<string, string>> = await collect();

async function collect(): Promise<Record<string, string>> {
  const app = new Hono().use(secureHeaders(dataPolicy)).get("/", (c) => c.body(null));
  const { headers } = await app.request("/");
  return Object.fromEntries(headers);
}
