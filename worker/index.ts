import { createApp } from "./app.ts";
import { assetModel } from "./model-sources/asset-model.ts";

export default createApp((bindings) => assetModel(bindings.ASSETS));
