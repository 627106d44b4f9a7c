import * as v from "valibot";
import { HedgeError } from "../../shared/errors.ts";
import type { ModelSource } from "./model-source.ts";
import type { ObjectStore } from "./object-store.ts";

/** Content of `NAME.json`, the pointer to a model file. Files never change, pointers do. */
const pointerSchema = v.object({
  file: v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/)),
  hash: v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/)),
});

/** A pointer to a model file. */
export type Pointer = v.InferOutput<typeof pointerSchema>;

/** The model of a name: the file that `NAME.json` points to, or else the file `NAME.msgpack`. */
export function storedModel(store: ObjectStore, name: string): ModelSource {
  async function readPointer(): Promise<Pointer | null> {
    const bytes = await store.read(`${name}.json`);
    return bytes && parsePointer(bytes, name);
  }

  return {
    async pointedHash() {
      return (await readPointer())?.hash ?? null;
    },
    async load() {
      const pointer = await readPointer();
      const file = pointer?.file ?? `${name}.msgpack`;
      const bytes = await store.read(file);
      if (bytes === null) {
        throw new HedgeError(
          "model-missing",
          `There is no ${file} in ${store.location}; train one with \`npm run train\`, then start, deploy or publish it.`,
        );
      }
      return { bytes, hash: pointer?.hash ?? null };
    },
  };
}

function parsePointer(bytes: Uint8Array, name: string): Pointer {
  try {
    return v.parse(pointerSchema, JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw new HedgeError("model-corrupt", `The pointer ${name}.json is damaged; publish the model again.`, {
      cause,
    });
  }
}
