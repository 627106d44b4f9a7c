/** What went wrong, for programs: stable across releases. */
export type ErrorCode =
  | "bad-usage"
  | "bad-input"
  | "missing-file"
  | "missing-column"
  | "empty-data"
  | "one-class"
  | "model-missing"
  | "model-corrupt"
  | "model-version"
  | "target-not-finite"
  | "target-shape"
  | "resume-mismatch"
  | "failed";

/**
 * An error that a user can cause and mend. `message` is one sentence that says what is wrong and
 * what to do; `code` names the case for programs. Any other error is a defect of hedge.
 */
export class HedgeError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "HedgeError";
    this.code = code;
  }
}
