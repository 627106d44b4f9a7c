import type { RequestIdVariables } from "hono/request-id";
import type { Bindings } from "../config/bindings.ts";

/** Types of Hono's context: bindings and variables. */
export type AppEnv = {
  Bindings: Bindings;
  Variables: RequestIdVariables & {
    /** Headers of every answer and problem. */
    standardHeaders: Readonly<Record<string, string>>;
  };
};
