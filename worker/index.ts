import { HedgeError } from "../shared/errors.ts";
import { createApp } from "./app.ts";
import type { Bindings } from "./bindings.ts";
import { misconfiguredApp } from "./misconfigured-app.ts";
import { assetObjects, bucketObjects } from "./model-sources/object-store.ts";
import { storedModel } from "./model-sources/stored-model.ts";
import { service } from "./service.ts";
import { readSettings } from "./settings.ts";

type App = Pick<ReturnType<typeof createApp>, "fetch">;

let app: App | undefined;

/** Settings come with the first request; an isolate's never change. */
function appFor(bindings: Bindings): App {
  try {
    const settings = readSettings(bindings);
    const store =
      settings.modelSource === "r2" ? bucketObjects(bindings.MODELS) : assetObjects(bindings.ASSETS);
    return createApp(service(settings, (name) => storedModel(store, name)));
  } catch (error) {
    if (!(error instanceof HedgeError)) throw error;
    return misconfiguredApp(error.message);
  }
}

export default {
  fetch(request: Request, bindings: Bindings, context: ExecutionContext): Response | Promise<Response> {
    app ??= appFor(bindings);
    return app.fetch(request, bindings, context);
  },
};
