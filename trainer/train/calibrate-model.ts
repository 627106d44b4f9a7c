import { readModel } from "../../shared/artifact/read-model.ts";
import { replaceDecision } from "../artifact/replace-decision.ts";
import { calibrate } from "../calibration/calibrate.ts";
import { chooseUnknownShare } from "../calibration/maps/choose-unknown-share.ts";
import type { Progress } from "../progress/progress.ts";
import type { PackedModel } from "./pack-model.ts";
import type { PreparedData } from "./prepare-data.ts";

/** A model file and its hash. */
type ModelBytes = Pick<PackedModel, "bytes" | "hash">;

/**
 * The model file with the decision rule and the share for unknown words that fit the calibration
 * titles. They are fitted to the packed model, since that is what answers. Without calibration
 * titles the file stays as it is.
 */
export async function calibrateModel(
  packed: ModelBytes,
  { calibration, regression: { titles, problem } }: PreparedData,
  progress: Progress,
): Promise<ModelBytes> {
  if (calibration.length === 0) return packed;
  const task = progress.start("calibration", calibration.length);
  const model = await readModel(packed.bytes);
  const unknownShare = chooseUnknownShare(model, calibration);
  const posterior = { ...model.posterior, unknownShare };
  const seen = { titles, labels: problem.labels };
  const decision = calibrate({ ...model, posterior }, calibration, seen, (done) => task.advance(done));
  task.finish();
  return replaceDecision(packed.bytes, decision, unknownShare);
}
