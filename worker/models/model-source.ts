/** Where a model's bytes come from. */
export type ModelSource = {
  /**
   * Hash of the model that a load would give now, `sha256:...`; null when nothing says so without loading it.
   *
   * @throws HedgeError `model-missing` when the store cannot be reached, `model-corrupt` for a pointer that is none
   */
  pointedHash(): Promise<string | null>;
  /**
   * Reads the whole model file, and the hash that it has to have if a pointer names one.
   *
   * @throws HedgeError as `pointedHash`, and `model-missing` when there is no model
   */
  load(): Promise<{ readonly bytes: Uint8Array; readonly hash: string | null }>;
};
