import type { RequestIdVariables } from "hono/request-id";
import type { Bindings } from "../config/bindings.ts";

/** What every handler finds in Hono's context. */
export type AppEnv = {
  Bindings: Bindings;
  Variables: RequestIdVariables & {
    /** Headers that every answer and problem carries. */
    standing: Readonly<Record<string, string>>;
  };
};
