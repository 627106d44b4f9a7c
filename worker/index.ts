import type { Bindings } from "./bindings.ts";
import { fetchHandler } from "./fetch-handler.ts";
import { assetObjects, bucketObjects } from "./model-sources/object-store.ts";
import { storedModel } from "./model-sources/stored-model.ts";

export default {
  fetch: fetchHandler((settings, bindings: Bindings) => {
    const store =
      settings.modelSource === "r2" ? bucketObjects(bindings.MODELS) : assetObjects(bindings.ASSETS);
    return (name) => storedModel(store, name);
  }),
};
