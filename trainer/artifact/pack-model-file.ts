import type { Model, PackingLoss } from "../../shared/artifact/model.ts";
import { encodeMsgpack, packFile } from "./pack-file.ts";
import { type HeaderContent, headerMap } from "./pack-header.ts";

/** Makes a model file of what it holds. */
export function packModelFile(
  content: HeaderContent,
  posterior: Model["posterior"],
  loss: PackingLoss | null,
): ReturnType<typeof packFile> {
  return packFile(encodeMsgpack(headerMap(content, posterior, loss)), posterior.blocks);
}

/** Bytes for the outer map, the loss and the lengths of fields, and a few more. */
const slack = 512;

/**
 * Most bytes that a file takes beside the arrays of its posterior.
 *
 * @param emptyPosterior a posterior of the same form, its arrays empty
 */
export function fixedBytes(content: HeaderContent, emptyPosterior: Model["posterior"]): number {
  return encodeMsgpack(headerMap(content, emptyPosterior, null)).length + slack;
}
