import { requestId } from "hono/request-id";
import { Hono } from "hono/tiny";
import { problem } from "./http/problem.ts";
import { standardHeaders } from "./http/standard-headers.ts";
import { readToEnd } from "./middleware/read-to-end.ts";
import type { AppEnv } from "./service/app-env.ts";

/** The app of a service with invalid settings: answers every request with 500 and logs why. */
export function misconfiguredApp(why: string): Hono<AppEnv> {
  console.error("hedge is not set up:", why);
  const app = new Hono<AppEnv>();
  app.use(requestId(), (c, next) => {
    c.set("standardHeaders", standardHeaders({ corsOrigins: [] }));
    return next();
  });
  app.use(readToEnd);
  app.all("*", (c) => problem(c, "misconfigured", "The service is not set up; its log says what to mend."));
  return app;
}
