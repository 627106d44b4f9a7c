import { Hono } from "hono/tiny";
import { driftOf } from "../metrics/drift.ts";
import { modelStates, printMetrics } from "../metrics/exposition.ts";
import type { AppEnv } from "../service/app-env.ts";
import type { Service } from "../service/service.ts";

/** `GET /metrics`: this isolate's counters for Prometheus. */
export function metricsRoute({ counters, models, settings }: Service) {
  return new Hono<AppEnv>().get("/", (c) => {
    c.header("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    c.header("Cache-Control", "no-store");
    return c.body(printMetrics(counters, modelStates(models), driftOf(counters, settings)));
  });
}
