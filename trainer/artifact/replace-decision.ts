import { Packr } from "msgpackr";
import { contentDigest, type ModelFile, showHash } from "../../shared/artifact/format.ts";
import type { DecisionRule } from "../../shared/artifact/model.ts";
import { decisionMap } from "./pack-header.ts";

const packr = new Packr({ useRecords: false, variableMapSize: true, int64AsType: "number" });

/**
 * A model file with another decision rule: its thresholds can only be found with the model that they are for, packed as it will answer. Everything else stays as it is,
 * byte for byte.
 */
export async function replaceDecision(
  bytes: Uint8Array,
  decision: DecisionRule,
): Promise<{ readonly bytes: Uint8Array; readonly hash: string }> {
  const file = packr.unpack(bytes) as ModelFile;
  const header = packr.pack({ ...(packr.unpack(file.header) as object), decision: decisionMap(decision) });
  const sha256 = await contentDigest(header, file.blocks);
  return { bytes: packr.pack({ ...file, sha256, header }), hash: showHash(sha256) };
}
