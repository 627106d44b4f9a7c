import { readFile } from "node:fs/promises";
import { formatName } from "../../shared/artifact/format.ts";
import type { Model } from "../../shared/artifact/model.ts";
import { readModel } from "../../shared/artifact/read-model.ts";
import { HedgeError } from "../../shared/errors.ts";

/** A model and the size of its file in bytes. */
export type LoadedModel = { readonly model: Model; readonly bytes: number };

/**
 * Reads a model from a file.
 *
 * @throws HedgeError `model-missing`, or what `readModel` finds wrong, with the file's name before
 *   it
 */
export async function loadModel(path: string): Promise<LoadedModel> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") {
      throw new HedgeError("model-missing", `There is no model "${path}"; train one, or name another file.`);
    }
    if (error.code === "EISDIR")
      throw new HedgeError("model-missing", `"${path}" is a folder; name a model file.`);
    if (error.code === "EACCES") {
      throw new HedgeError("model-missing", `"${path}" may not be read; check its permissions.`, {
        cause: error,
      });
    }
    throw error;
  });
  try {
    return { model: await readModel(bytes), bytes: bytes.length };
  } catch (error) {
    if (error instanceof HedgeError && !beginsAsModel(bytes)) {
      throw new HedgeError(
        "model-corrupt",
        `"${path}" is no model file; name one that training has written, such as models/model.msgpack.`,
      );
    }
    if (error instanceof HedgeError) {
      throw new HedgeError(error.code, `"${path}": ${error.message}`, { cause: error });
    }
    throw error;
  }
}

/** Whether the name of the format stands at the beginning, as in every model file. */
function beginsAsModel(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, 32)).includes(formatName);
}
