import type { Bindings } from "./config/bindings.ts";
import { fetchHandler } from "./fetch-handler.ts";
import { assetObjects, bucketObjects } from "./models/object-store.ts";
import { storedModel } from "./models/stored-model.ts";

export default {
  fetch: fetchHandler((settings, bindings: Bindings) => {
    const store =
      settings.modelSource === "r2" ? bucketObjects(bindings.MODELS) : assetObjects(bindings.ASSETS);
    return (name) => storedModel(store, name);
  }),
};
