import { HedgeError } from "../../../shared/errors.ts";

/** What a run ends with that was stopped after its model was written, and before its report. */
export function withoutReport(model: string, folder: string): HedgeError {
  return new HedgeError(
    "failed",
    `Stopped; the model ${model} is written, its report is not. ` +
      `For that go on with the same options and --resume ${folder}.`,
  );
}
