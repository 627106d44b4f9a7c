import type { Context } from "hono";
import type { KeepAlive } from "../models/model-store.ts";
import type { AppEnv } from "./app-env.ts";

/**
 * `waitUntil` of a request's execution context. Outside Workers there is none, and nothing that
 * would end the work early.
 */
export function keepAlive(c: Context<AppEnv>): KeepAlive {
  return (work) => {
    try {
      c.executionCtx.waitUntil(work);
    } catch {
      // No execution context.
    }
  };
}
