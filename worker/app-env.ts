import type { RequestIdVariables } from "hono/request-id";
import type { Bindings } from "./bindings.ts";
import type { LoadedModel } from "./model-store.ts";

/** What every handler finds in Hono's context. */
export type AppEnv = {
  Bindings: Bindings;
  Variables: RequestIdVariables & {
    /** The model to answer with. Throws what `ModelStore.current` throws. */
    currentModel: () => Promise<LoadedModel>;
  };
};
