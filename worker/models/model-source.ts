/** Where a model's bytes come from. */
export type ModelSource = {
  /**
   * Hash of the model that a load would give now, `sha256:...`; null where there is no pointer.
   *
   * @throws HedgeError `model-missing` when the store cannot be reached, `model-corrupt` for a
   *   damaged pointer
   */
  pointedHash(): Promise<string | null>;
  /**
   * Reads the whole model file, and the hash that it must have if a pointer states one.
   *
   * @throws HedgeError as `pointedHash`, and `model-missing` when there is no model
   */
  load(): Promise<{ readonly bytes: Uint8Array; readonly hash: string | null }>;
};
