import { HedgeError } from "../../shared/errors.ts";
import type { AssetStore, Bucket } from "../config/bindings.ts";

/** A store of files by name. */
export type ObjectStore = {
  /** Where models belong, for messages. */
  readonly location: string;
  /**
   * The whole file, or null when there is none with that name.
   *
   * @throws HedgeError `model-missing` when the store cannot be reached
   */
  read(name: string): Promise<Uint8Array | null>;
};

/** Static assets, which are deployed together with the worker. */
export function assetObjects(assets: AssetStore): ObjectStore {
  return {
    location: "the folder of models",
    async read(name) {
      // The host is a placeholder: an assets binding looks at the path alone.
      const response = await assets.fetch(`https://assets.invalid/${name}`).catch(unreachable("assets"));
      if (response.ok) return new Uint8Array(await response.arrayBuffer());
      await response.body?.cancel();
      if (response.status === 404) return null;
      return unreachable("assets")(new Error(`status ${response.status}`));
    },
  };
}

/** An R2 bucket: takes larger models than assets do, and changes without a deploy. */
export function bucketObjects(bucket: Bucket | undefined): ObjectStore {
  return {
    location: "the bucket MODELS",
    async read(name) {
      if (bucket === undefined) {
        throw new HedgeError(
          "model-missing",
          "MODEL_SOURCE is r2, and no bucket is bound as MODELS; see wrangler.toml.",
        );
      }
      const object = await bucket.get(name).catch(unreachable("bucket"));
      return object === null ? null : new Uint8Array(await object.arrayBuffer().catch(unreachable("bucket")));
    },
  };
}

function unreachable(what: string): (cause: unknown) => never {
  return (cause) => {
    throw new HedgeError("model-missing", `The model's ${what} cannot be reached; try again.`, { cause });
  };
}
