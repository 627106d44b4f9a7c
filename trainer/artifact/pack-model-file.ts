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

/**
 * Bytes that the outer map, the loss and lengths take beside header and posterior, and a few more.
 */
const slack = 512;

/** Bytes that a file needs beside its posterior: those of one without blocks. */
export function fixedBytes(content: HeaderContent, bare: Model["posterior"]): number {
  return encodeMsgpack(headerMap(content, bare, null)).length + slack;
}
