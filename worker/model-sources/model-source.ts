/** Where a model's bytes come from. */
export type ModelSource = {
  /**
   * Reads the whole model file.
   *
   * @throws HedgeError `model-missing` when there is none or it cannot be reached.
   */
  load(): Promise<Uint8Array>;
};
