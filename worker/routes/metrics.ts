import { Hono } from "hono";
import type { AppEnv } from "../app-env.ts";
import { exposition, modelStates } from "../metrics/exposition.ts";
import type { Service } from "../service.ts";

/** `GET /metrics`: this isolate's counters for Prometheus. */
export function metricsRoute({ counters, models }: Service) {
  return new Hono<AppEnv>().get("/", (c) => {
    c.header("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    c.header("Cache-Control", "no-store");
    return c.body(exposition(counters, modelStates(models)));
  });
}
