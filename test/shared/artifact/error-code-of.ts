import { expect } from "vitest";
import { readModel } from "../../../shared/artifact/read-model.ts";
import { HedgeError } from "../../../shared/errors.ts";

/** Code of the error that reading a model file throws; `sound` where it throws none. */
export async function errorCodeOf(bytes: Uint8Array): Promise<string> {
  try {
    await readModel(bytes);
    return "sound";
  } catch (error) {
    if (!(error instanceof HedgeError)) throw error;
    expect(error.message).toMatch(/^The model file .*\.$/);
    return error.code;
  }
}
