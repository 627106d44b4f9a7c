import { Hono } from "hono";
import { secureHeaders } from "hono/secure-headers";
import type { Settings } from "../config/settings.ts";

/** What scripts of other sites may read besides the headers that they always may. */
export const exposedHeaders = ["ETag", "Retry-After", "X-Request-Id"];

/** What Hono is told for JSON: nothing may run, load or frame it, and it is nothing but JSON. */
export const dataPolicy = {
  contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  // CORS decides who may read answers; what else there is says nothing about JSON, or nothing to browsers of this decade.
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
  // Pages set a policy of their own.
  overwrite: false,
} satisfies Parameters<typeof secureHeaders>[0];

const securityHeaders: Readonly<Record<string, string>> = await collect();

/** As Hono's middleware sets them, taken once: setting them one by one costs more than an answer from memory. */
async function collect(): Promise<Record<string, string>> {
  const app = new Hono().use(secureHeaders(dataPolicy)).get("/", (c) => c.body(null));
  const { headers } = await app.request("/");
  return Object.fromEntries(headers);
}

/** Headers of every answer and problem. Where only some origins are let in, CORS is up to each request. */
export function standardHeaders({
  corsOrigins,
}: Pick<Settings, "corsOrigins">): Readonly<Record<string, string>> {
  return corsOrigins === "*" ? { ...securityHeaders, "Access-Control-Allow-Origin": "*" } : securityHeaders;
}
