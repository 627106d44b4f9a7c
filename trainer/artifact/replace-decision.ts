import { Unpackr } from "msgpackr";
import type { ModelFile } from "../../shared/artifact/format.ts";
import type { DecisionRule } from "../../shared/artifact/model.ts";
import { encodeMsgpack, packFile } from "./pack-file.ts";
import { decisionMap } from "./pack-header.ts";

const unpackr = new Unpackr({ useRecords: false, int64AsType: "number" });

/**
 * A model file with another decision rule and, if given, another share for unknown words. These can
 * only be found with the packed model, since that is what answers. Everything else stays as it is,
 * byte for byte.
 */
export async function replaceDecision(
  bytes: Uint8Array,
  decision: DecisionRule,
  unknownShare?: number,
): Promise<{ readonly bytes: Uint8Array; readonly hash: string }> {
  const file = unpackr.unpack(bytes) as ModelFile;
  const before = unpackr.unpack(file.header) as { readonly posterior: object };
  const posterior = unknownShare === undefined ? before.posterior : { ...before.posterior, unknownShare };
  const header = { ...before, posterior, decision: decisionMap(decision) };
  return packFile(encodeMsgpack(header), file.blocks);
}
