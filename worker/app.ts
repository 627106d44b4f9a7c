import { type Context, Hono } from "hono";
import { cors } from "hono/cors";
import { methodNotAllowed } from "hono/method-not-allowed";
import { requestId } from "hono/request-id";
import { secureHeaders } from "hono/secure-headers";
import { HedgeError } from "../shared/errors.ts";
import type { AppEnv } from "./app-env.ts";
import type { Bindings } from "./bindings.ts";
import type { ModelSource } from "./model-sources/model-source.ts";
import {
  type KeepAlive,
  type ModelStore,
  modelStore,
  type StoreOptions,
  storeDefaults,
} from "./model-store.ts";
import { problem } from "./problem.ts";
import { classifyRoute } from "./routes/classify.ts";
import { healthzRoute } from "./routes/healthz.ts";
import { problemsRoute } from "./routes/problems.ts";

/** What `GET /` answers: the way to everything else. */
const index = {
  service: "hedge",
  about: "Puts a short text into a class taxonomy, as deep as can be believed.",
  routes: {
    "/classify{?title,top,explain}": "The class of one title",
    "/healthz": "Whether titles can be answered, and by which model",
    "/problems/{code}": "What a kind of problem means",
  },
  example: "/classify?title=lego+castle",
};

/**
 * The service. `sourceOf` chooses where the model comes from; it is asked once per isolate, with the bindings of the
 * first request.
 */
export function createApp(
  sourceOf: (bindings: Bindings) => ModelSource,
  options: StoreOptions = storeDefaults,
) {
  const app = new Hono<AppEnv>();
  let store: ModelStore | undefined;

  app.use(
    requestId(),
    secureHeaders({
      contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
      // Answers are public, whichever site asks; see cors below.
      crossOriginResourcePolicy: "cross-origin",
    }),
    cors({ origin: "*", allowMethods: ["GET", "HEAD"], exposeHeaders: ["X-Request-Id"], maxAge: 86_400 }),
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c: Context<AppEnv>, methods: string[]) =>
        problem(c, "method-not-allowed", `Use ${methods.join(" or ")} here.`, { Allow: methods.join(", ") }),
    }),
    (c, next) => {
      store ??= modelStore(sourceOf(c.env), options);
      const { current } = store;
      c.set("currentModel", () => current(keepAlive(c)));
      return next();
    },
  );

  app.notFound((c) => problem(c, "not-found", "GET / lists what there is."));
  app.onError((error, c) => {
    if (error instanceof HedgeError && error.code.startsWith("model-")) {
      const seconds = Math.ceil(options.retryAfter / 1_000);
      return problem(c, "model-unavailable", error.message, { "Retry-After": String(seconds) });
    }
    console.error(c.get("requestId"), error);
    return problem(c, "internal-error", "The request could not be answered; try again or report it.");
  });

  return app
    .get("/", (c) => c.json(index))
    .route("/classify", classifyRoute)
    .route("/healthz", healthzRoute)
    .route("/problems", problemsRoute);
}

/** Outside Workers there is no execution context, and nothing that would end a load early. */
function keepAlive(c: Context<AppEnv>): KeepAlive {
  return (work) => {
    try {
      c.executionCtx.waitUntil(work);
    } catch {
      // Nothing to tell.
    }
  };
}
