import type { Context } from "hono";
import { cors } from "hono/cors";
import { etag } from "hono/etag";
import { HTTPException } from "hono/http-exception";
import { methodNotAllowed } from "hono/method-not-allowed";
import { requestId } from "hono/request-id";
import { timing } from "hono/timing";
import { Hono } from "hono/tiny";
import { HedgeError } from "../shared/errors.ts";
import { problem } from "./http/problem.ts";
import { exposedHeaders, headersOf304, securityHeaders, standardHeaders } from "./http/standard-headers.ts";
import { countRequests } from "./middleware/count-requests.ts";
import { edgeCache } from "./middleware/edge-cache.ts";
import { rateLimit } from "./middleware/rate-limit.ts";
import { readToEnd } from "./middleware/read-to-end.ts";
import { requireKey } from "./middleware/require-key.ts";
import { classifyRoute } from "./routes/classify.ts";
import { classifyBatchRoute } from "./routes/classify-batch.ts";
import { docsRoute } from "./routes/docs.ts";
import { healthzRoute } from "./routes/healthz.ts";
import { indexRoute } from "./routes/index-page.ts";
import { metricsRoute } from "./routes/metrics.ts";
import { modelRoute } from "./routes/model.ts";
import { openApiRoute } from "./routes/openapi.ts";
import { problemsRoute } from "./routes/problems.ts";
import { taxonomyRoute } from "./routes/taxonomy.ts";
import type { AppEnv } from "./service/app-env.ts";
import type { Service } from "./service/service.ts";

/**
 * Builds the Hono app. Middleware that the settings switch off is not added. `/classify` comes
 * before the middleware that only the other routes need.
 */
export function createApp(service: Service) {
  const { settings } = service;
  // `/docs/` is `/docs`.
  const app = new Hono<AppEnv>({ strict: false });

  const headers = standardHeaders(settings);
  app.use(requestId({ generator: service.nextRequestId }), (c, next) => {
    c.set("standardHeaders", headers);
    return next();
  });
  app.use(readToEnd);
  const corsMiddleware = cors({
    origin: settings.corsOrigins === "*" ? "*" : [...settings.corsOrigins],
    allowMethods: ["GET", "HEAD", "POST"],
    allowHeaders: ["Authorization", "Content-Encoding", "Content-Type", "If-None-Match", "X-Request-Id"],
    exposeHeaders: exposedHeaders,
    maxAge: 86_400,
  });
  // The header for all origins is among the standard headers; a list of origins needs a look at
  // each request.
  if (settings.corsOrigins === "*")
    app.use((c, next) => (c.req.method === "OPTIONS" ? corsMiddleware(c, next) : next()));
  else app.use(corsMiddleware);
  if (settings.metrics || settings.logs) app.use(countRequests(service.counters, settings.logs));
  if (settings.timing) app.use("/classify", timing({ crossOrigin: settings.corsOrigins === "*" }));
  if (settings.apiKeys.length > 0)
    for (const path of ["/classify", ...(settings.metrics ? ["/metrics"] : [])])
      app.use(path, requireKey(settings.apiKeys));
  app.use("/classify", rateLimit(settings.apiKeys.length > 0));
  if (settings.edgeCache) app.get("/classify", edgeCache(service));

  app.notFound((c) => problem(c, "not-found", "GET / lists what there is."));
  app.onError((error, c) => {
    if (error instanceof HTTPException && error.res !== undefined) return error.res;
    if (error instanceof HedgeError && error.code === "bad-usage") {
      return problem(c, "invalid-query", error.message);
    }
    if (error instanceof HedgeError && error.code.startsWith("model-")) {
      const seconds = Math.ceil(service.retryAfter / 1_000);
      return problem(c, "model-unavailable", error.message, { "Retry-After": String(seconds) });
    }
    console.error(c.get("requestId"), error);
    return problem(c, "internal-error", "The request could not be answered; try again or report it.");
  });

  const routes = app
    .route("/classify", classifyRoute(service))
    .route("/classify", classifyBatchRoute(service))
    .use(
      securityHeaders,
      corsMiddleware,
      methodNotAllowed({
        app,
        onMethodNotAllowed: (c: Context<AppEnv>, methods: string[]) =>
          problem(c, "method-not-allowed", `Use ${methods.join(" or ")} here.`, {
            Allow: methods.join(", "),
          }),
      }),
      etag({ retainedHeaders: headersOf304 }),
    )
    .route("/", indexRoute)
    .route("/taxonomy", taxonomyRoute(service))
    .route("/model", modelRoute(service))
    .route("/healthz", healthzRoute(service))
    .route("/openapi.json", openApiRoute(service))
    .route("/docs", docsRoute(service))
    .route("/problems", problemsRoute);
  if (settings.metrics) app.route("/metrics", metricsRoute(service));
  return routes;
}

/** The type of the service for Hono's typed client: `hc<HedgeApp>("https://...")`. */
export type HedgeApp = ReturnType<typeof createApp>;
