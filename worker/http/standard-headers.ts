import { RETAINED_304_HEADERS } from "hono/etag";
import { secureHeaders } from "hono/secure-headers";
import { Hono } from "hono/tiny";
import type { Settings } from "../config/settings.ts";

/** Headers that scripts of other origins may read besides those that are always readable. */
export const exposedHeaders = ["ETag", "Retry-After", "X-Request-Id"];

/** Policy of everything that is no page: nothing may run in it, load it or frame it. */
const dataPolicy = { defaultSrc: ["'none'"], frameAncestors: ["'none'"] };

/** Policy of HTML pages: everything from this host, nothing inline, no frame. */
const pagePolicy = {
  defaultSrc: ["'none'"],
  baseUri: ["'none'"],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  imgSrc: ["'self'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
};

type Policy = Readonly<Record<string, string[]>>;

/** Pages and data have the same security headers but for the content security policy. */
function securityMiddleware(contentSecurityPolicy: Policy) {
  return secureHeaders({
    contentSecurityPolicy,
    // Each header costs a cached answer time. `frame-ancestors` is in the policies, and pages state
    // their referrer policy themselves. CORS decides who may read answers. No current browser looks
    // at the others.
    crossOriginOpenerPolicy: false,
    crossOriginResourcePolicy: false,
    originAgentCluster: false,
    referrerPolicy: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xFrameOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
    // Pages bring a policy of their own.
    overwrite: false,
  });
}

/** What Hono's middleware sets, collected once: setting it costs more than a cached answer. */
async function collectSecurityHeaders(policy: Policy): Promise<Record<string, string>> {
  const app = new Hono().use(securityMiddleware(policy)).get("/", (c) => c.body(null));
  const { headers } = await app.request("/");
  return Object.fromEntries(headers);
}

/** Sets the security headers that a response does not have yet: those of data. */
export const securityHeaders = securityMiddleware(dataPolicy);

const dataHeaders: Readonly<Record<string, string>> = await collectSecurityHeaders(dataPolicy);

/** Security headers of pages. */
export const pageHeaders: Readonly<Record<string, string>> = await collectSecurityHeaders(pagePolicy);

/**
 * Headers of a 304. A browser takes them over into its copy of the 200, so all must be there that a
 * 200 of the route has, but for those about the body.
 */
export const headersOf304 = [
  ...RETAINED_304_HEADERS,
  ...Object.keys(dataHeaders),
  "Access-Control-Allow-Origin",
  "Access-Control-Expose-Headers",
  "X-Request-Id",
];

/** Headers of every answer and problem. With a list of origins, CORS depends on the request. */
export function standardHeaders({
  corsOrigins,
}: Pick<Settings, "corsOrigins">): Readonly<Record<string, string>> {
  return corsOrigins === "*" ? { ...dataHeaders, "Access-Control-Allow-Origin": "*" } : dataHeaders;
}
