import { Packr } from "msgpackr";
import {
  contentDigest,
  formatName,
  formatVersion,
  type ModelFile,
  showHash,
} from "../../shared/artifact/format.ts";

const packr = new Packr({ useRecords: false, variableMapSize: true });

/** Encodes maps, lists, numbers, strings and bytes, without extensions of msgpack. */
export function encodeMsgpack(value: object): Uint8Array {
  return packr.pack(value);
}

/** Makes a model file of its two parts. Its hash is `sha256:` and 64 hexadecimal digits. */
export async function packFile(
  header: Uint8Array,
  blocks: Uint8Array,
): Promise<{ bytes: Uint8Array; hash: string }> {
  const file: ModelFile = {
    format: formatName,
    ...formatVersion,
    sha256: new Uint8Array(32),
    header,
    blocks,
  };
  const bytes = Uint8Array.from(packr.pack(file));
  // The digest covers all that follows it, so it is written into the finished bytes.
  const start = digestStart(file);
  const sha256 = await contentDigest(bytes.subarray(start + 32));
  bytes.set(sha256, start);
  return { bytes, hash: showHash(sha256) };
}

/** Where the 32 bytes of the digest stand: at the end of the map without what follows them. */
function digestStart({ format, major, minor, sha256 }: ModelFile): number {
  return packr.pack({ format, major, minor, sha256 }).length - 32;
}
