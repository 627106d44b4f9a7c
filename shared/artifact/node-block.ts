import { viewOf } from "../text/string-table.ts";
import type { NodeShape } from "../tree/node-tree.ts";
import { corrupt } from "./checks.ts";
import type { PackedMoments } from "./model.ts";
import { type MomentLayout, momentBlockBytes } from "./moment-blocks.ts";

/**
 * The block of a node in a factorised posterior: a posterior of moments over the node's tree, which
 * has V columns, K deviates and G groups (`nodeShape`), for p of the model's features.
 *
 *     offset    bytes    content
 *     0         4        p, uint32 little-endian
 *     4         1        bits of a mean, 2 to 8
 *     5         1        bits of a spread, 2 to 8, or 0 where features share shapes
 *     6         2        rows of shapes, uint16; 0 if there are none
 *     8         4        siblingSpread, float32
 *     12        4 S G    scale of the children of each group, draw by draw, float32
 *     then      4 p      numbers of the features, ascending, uint32
 *     then      rows K   shapes
 *     then      p b      a block of each feature: see `momentBlockBytes`
 */
export type NodeBlock = {
  /** Numbers of the node's features among the model's, ascending. */
  readonly features: Int32Array;
  readonly posterior: PackedMoments;
};

const scalesOffset = 12;

type Head = MomentLayout & NodeShape & { readonly features: number; readonly rows: number };

function readHead(bytes: Uint8Array, shape: NodeShape): Head {
  const view = viewOf(bytes);
  return {
    features: view.getUint32(0, true),
    meanBits: bytes[4] ?? 0,
    spreadBits: bytes[5] ?? 0,
    rows: view.getUint16(6, true),
    ...shape,
  };
}

/** Bytes of the block of a node. */
export function nodeBlockBytes(head: Head, draws: number): number {
  const { features, rows, deviates, groups } = head;
  return scalesOffset + 4 * (draws * groups + features) + rows * deviates + features * momentBlockBytes(head);
}

/**
 * Checks that a block has the length that it says, in time that does not depend on its length.
 *
 * @throws HedgeError `model-corrupt`
 */
export function checkNodeBlock(bytes: Uint8Array, shape: NodeShape, draws: number): void {
  if (bytes.length < scalesOffset) throw corrupt("a node's block is too short");
  const head = readHead(bytes, shape);
  const { features, meanBits, spreadBits, rows } = head;
  const isPossible = meanBits >= 2 && meanBits <= 8 && spreadBits !== 1 && spreadBits <= 8;
  if (!isPossible || rows > 256 || rows > 0 !== (spreadBits === 0) || features < 1)
    throw corrupt("a node's block is not possible");
  if (bytes.length !== nodeBlockBytes(head, draws)) throw corrupt("a node's block has the wrong length");
}

/** Decodes the block of a node. Coefficients stay as they are packed. */
export function readNodeBlock(
  bytes: Uint8Array,
  shape: NodeShape,
  draws: number,
  unknownShare: number,
): NodeBlock {
  const head = readHead(bytes, shape);
  const { columns, deviates } = shape;
  const scales = draws * shape.groups;
  const view = viewOf(bytes);
  const numbersAt = scalesOffset + 4 * scales;
  const shapesAt = numbersAt + 4 * head.features;
  const blocksAt = shapesAt + head.rows * deviates;
  return {
    features: Int32Array.from({ length: head.features }, (_, k) => view.getUint32(numbersAt + 4 * k, true)),
    posterior: {
      kind: "moments",
      draws,
      columns,
      deviates,
      unknownShare,
      features: head.features,
      meanBits: head.meanBits,
      spreadBits: head.spreadBits,
      scales: Float32Array.from({ length: scales }, (_, s) => view.getFloat32(scalesOffset + 4 * s, true)),
      siblingSpread: view.getFloat32(8, true),
      shapes: bytes.subarray(shapesAt, blocksAt),
      blocks: bytes.subarray(blocksAt),
    },
  };
}

/** Writes what `readNodeBlock` reads. */
export function writeNodeBlock({ features, posterior }: NodeBlock): Uint8Array {
  const { draws, columns, deviates, meanBits, spreadBits, shapes, blocks, scales, siblingSpread } = posterior;
  const [rows, groups] = [shapes.length / deviates, scales.length / draws];
  const head = { features: features.length, rows, columns, deviates, groups, meanBits, spreadBits };
  const bytes = new Uint8Array(nodeBlockBytes(head, draws));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, features.length, true);
  bytes[4] = meanBits;
  bytes[5] = spreadBits;
  view.setUint16(6, rows, true);
  view.setFloat32(8, siblingSpread, true);
  scales.forEach((scale, s) => {
    view.setFloat32(scalesOffset + 4 * s, scale, true);
  });
  const numbersAt = scalesOffset + 4 * scales.length;
  features.forEach((feature, k) => {
    view.setUint32(numbersAt + 4 * k, feature, true);
  });
  bytes.set(shapes, numbersAt + 4 * features.length);
  bytes.set(blocks, bytes.length - blocks.length);
  return bytes;
}
