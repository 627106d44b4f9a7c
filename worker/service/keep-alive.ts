import type { Context } from "hono";
import type { KeepAlive } from "../models/model-store.ts";
import type { AppEnv } from "./app-env.ts";

/** Outside Workers there is no execution context, and nothing that would end a load early. */
export function keepAlive(c: Context<AppEnv>): KeepAlive {
  return (work) => {
    try {
      c.executionCtx.waitUntil(work);
    } catch {
      // Nothing to tell.
    }
  };
}
