import * as v from "valibot";
import { HedgeError } from "../../shared/errors.ts";
import type { ModelSource } from "./model-source.ts";
import type { ObjectStore } from "./object-store.ts";

/** What `NAME.json` holds: which file is the model. Files are never changed, the pointer is. */
const pointerSchema = v.object({
  file: v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/)),
  hash: v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/)),
});

export type Pointer = v.InferOutput<typeof pointerSchema>;

/**
 * The model of a name: what the pointer object `NAME.json` points at, or the file `NAME.msgpack` where there is no
 * pointer.
 */
export function storedModel(store: ObjectStore, name: string): ModelSource {
  async function pointer(): Promise<Pointer | null> {
    const bytes = await store.read(`${name}.json`);
    return bytes && parsePointer(bytes, name);
  }

  return {
    async pointedHash() {
      return (await pointer())?.hash ?? null;
    },
    async load() {
      const to = await pointer();
      const file = to?.file ?? `${name}.msgpack`;
      const bytes = await store.read(file);
      if (bytes === null) {
        throw new HedgeError(
          "model-missing",
          `There is no ${file} in ${store.place}; train one with \`npm run train\`, then start, deploy or publish it.`,
        );
      }
      return { bytes, hash: to?.hash ?? null };
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
