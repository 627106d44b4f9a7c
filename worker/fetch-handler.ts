import { HedgeError } from "../shared/errors.ts";
import { createApp } from "./app.ts";
import { quickAnswer } from "./cached-answer.ts";
import type { Bindings } from "./config/bindings.ts";
import { readSettings, type Settings } from "./config/settings.ts";
import { misconfiguredApp } from "./misconfigured-app.ts";
import type { ModelSource } from "./models/model-source.ts";
import type { StoreOptions } from "./models/model-store.ts";
import { service } from "./service/service.ts";

/** Where the models of a service come from, by name. */
export type SourcesOf = (settings: Settings, bindings: Bindings) => (name: string) => ModelSource;

/** The part of a Workers execution context that is used. */
type Waiter = Pick<ExecutionContext, "waitUntil" | "passThroughOnException" | "props">;

type Handler = (request: Request, bindings: Bindings, context: Waiter) => Response | Promise<Response>;

/** What the platform calls for each request. Settings come with the first one; an isolate's never change. */
export function fetchHandler(sourcesOf: SourcesOf, options?: StoreOptions): Handler {
  let handle: Handler | undefined;
  return (request, bindings, context) => {
    handle ??= handlerFor(bindings, sourcesOf, options);
    return handle(request, bindings, context);
  };
}

function handlerFor(bindings: Bindings, sourcesOf: SourcesOf, options?: StoreOptions): Handler {
  try {
    const settings = readSettings(bindings);
    const all = service(settings, sourcesOf(settings, bindings), options);
    const [quick, app] = [quickAnswer(all), createApp(all)];
    return (request, given, context) =>
      quick(request, given, (work) => context.waitUntil(work)) ?? app.fetch(request, given, context);
  } catch (error) {
    if (!(error instanceof HedgeError)) throw error;
    const app = misconfiguredApp(error.message);
    return (request, given, context) => app.fetch(request, given, context);
  }
}
