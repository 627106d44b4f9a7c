import { HedgeError } from "../shared/errors.ts";
import { createApp } from "./app.ts";
import type { Bindings } from "./config/bindings.ts";
import { readSettings, type Settings } from "./config/settings.ts";
import { directResponse } from "./direct-response.ts";
import { misconfiguredApp } from "./misconfigured-app.ts";
import type { ModelSource } from "./models/model-source.ts";
import type { StoreOptions } from "./models/model-store.ts";
import { createService } from "./service/service.ts";

/** Where the models of a service come from, by name. */
export type SourcesOf = (settings: Settings, bindings: Bindings) => (name: string) => ModelSource;

/** The part of a Workers execution context that is used. */
type Context = Pick<ExecutionContext, "waitUntil" | "passThroughOnException" | "props">;

type Handler = (request: Request, bindings: Bindings, context: Context) => Response | Promise<Response>;

/** Handles requests. Settings are read with the first one; those of an isolate never change. */
export function fetchHandler(sourcesOf: SourcesOf, options?: Partial<StoreOptions>): Handler {
  let handle: Handler | undefined;
  return (request, bindings, context) => {
    handle ??= handlerFor(bindings, sourcesOf, options);
    return handle(request, bindings, context);
  };
}

function handlerFor(bindings: Bindings, sourcesOf: SourcesOf, options?: Partial<StoreOptions>): Handler {
  try {
    const settings = readSettings(bindings);
    const service = createService(settings, sourcesOf(settings, bindings), options);
    const [respondDirectly, app] = [directResponse(service), createApp(service)];
    return (request, env, context) =>
      respondDirectly(request, env, (work) => context.waitUntil(work)) ?? app.fetch(request, env, context);
  } catch (error) {
    if (!(error instanceof HedgeError)) throw error;
    const app = misconfiguredApp(error.message);
    return (request, env, context) => app.fetch(request, env, context);
  }
}
