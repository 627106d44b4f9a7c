/** First field of every model file. */
export const formatName = "hedge-model";

/** A version of the format. */
export type FormatVersion = { readonly major: number; readonly minor: number };

/**
 * The version that is written. A reader accepts every minor version of its own major version. Files
 * of major version 2 lack some fields and differ in nothing else.
 */
export const formatVersion = { major: 3, minor: 0 } as const;

/** The oldest major version that is read. */
export const oldestMajor = 2;

/** The outer map of a model file. */
export type ModelFile = {
  readonly format: typeof formatName;
  readonly major: number;
  readonly minor: number;
  /** SHA-256 of the bytes of the file that follow it, 32 bytes. */
  readonly sha256: Uint8Array;
  /** msgpack map of everything but the blocks. */
  readonly header: Uint8Array;
  /** The posterior's blocks, one per feature. */
  readonly blocks: Uint8Array;
};

/** SHA-256 of what follows the digest in a model file: 32 bytes. */
export async function contentDigest(content: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", content));
}

/** The hash as answers and tools show it. */
export function showHash(sha256: Uint8Array): string {
  return `sha256:${[...sha256].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
