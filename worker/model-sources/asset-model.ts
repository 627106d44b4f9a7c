import { HedgeError } from "../../shared/errors.ts";
import type { AssetStore } from "../bindings.ts";
import type { ModelSource } from "./model-source.ts";

/** The host is a placeholder: an assets binding looks at the path alone. */
const modelUrl = "https://assets.invalid/model.msgpack";

/** The model that was deployed together with the worker, as the static asset `model.msgpack`. */
export function assetModel(assets: AssetStore): ModelSource {
  return {
    async load() {
      const response = await assets.fetch(modelUrl).catch((cause: unknown) => {
        throw new HedgeError("model-missing", "The model's assets cannot be reached; try again.", { cause });
      });
      if (!response.ok) {
        await response.body?.cancel();
        throw new HedgeError(
          "model-missing",
          "There is no models/model.msgpack; train one with `npm run train` and start or deploy again.",
        );
      }
      return new Uint8Array(await response.arrayBuffer());
    },
  };
}
