import { Hono } from "hono";
import { secureHeaders } from "hono/secure-headers";
import type { Settings } from "../config/settings.ts";

/** Headers that scripts of other origins may read besides those that are always readable. */
export const exposedHeaders = ["ETag", "Retry-After", "X-Request-Id"];

/** Options of Hono's `secureHeaders` for JSON: nothing may run in it, load it or frame it. */
export const dataPolicy = {
  contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  // CORS decides who may read answers. The others do not matter for JSON, or to current browsers.
  crossOriginResourcePolicy: false,
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  referrerPolicy: false,
  strictTransportSecurity: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xFrameOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
  // HTML pages set a policy of their own.
  overwrite: false,
} satisfies Parameters<typeof secureHeaders>[0];

const securityHeaders: Readonly<Record<string, string>> = await collectSecurityHeaders();

/** What Hono's middleware sets, collected once: setting it costs more than a cached answer. */
async function collectSecurityHeaders(): Promise<Record<string, string>> {
  const app = new Hono().use(secureHeaders(dataPolicy)).get("/", (c) => c.body(null));
  const { headers } = await app.request("/");
  return Object.fromEntries(headers);
}

/** Headers of every answer and problem. With a list of origins, CORS depends on the request. */
export function standardHeaders({
  corsOrigins,
}: Pick<Settings, "corsOrigins">): Readonly<Record<string, string>> {
  return corsOrigins === "*" ? { ...securityHeaders, "Access-Control-Allow-Origin": "*" } : securityHeaders;
}
