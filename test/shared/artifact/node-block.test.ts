import { Unpackr } from "msgpackr";
import { describe, expect, test } from "vitest";
import { checkNodeBlock, readNodeBlock, writeNodeBlock } from "../../../shared/artifact/node-block.ts";
import { openModel, readModel } from "../../../shared/artifact/read-model.ts";
import { nodeShape } from "../../../shared/tree/node-tree.ts";
import { encodeMsgpack, packFile } from "../../../trainer/artifact/pack-file.ts";
import { replaceDecision } from "../../../trainer/artifact/replace-decision.ts";
import { examplePosterior, factorisedBytes, unevenTree } from "../../fixtures/factorised-model.ts";

const unpackr = new Unpackr({ useRecords: false, int64AsType: "number" });

test.each([
  { meanBits: 8, spreadBits: 8 },
  { meanBits: 5, spreadBits: 0 },
])("the block of a node is read as it was written (%o)", (bits) => {
  const { parts, draws } = examplePosterior({ bits });
  const [part = new Uint8Array(0)] = parts;
  const shape = { columns: 2, deviates: 2, groups: 1 };
  checkNodeBlock(part, shape, draws);
  const own = readNodeBlock(part, shape, draws, 0.5);
  expect(own.posterior).toMatchObject({ ...bits, columns: 2, siblingSpread: 1.5, unknownShare: 0.5 });
  expect(own.posterior.shapes.length > 0).toBe(bits.spreadBits === 0);
  expect(writeNodeBlock(own)).toEqual(part);
});

test("so is one with groups of grandchildren, which has a scale for each group", () => {
  const { parts, draws } = examplePosterior({ tree: unevenTree, mostLeaves: 4 });
  const [part = new Uint8Array(0)] = parts;
  // Three children, two groups below the first one.
  const shape = nodeShape(unevenTree, 0, [4, 4, 4]);
  expect(shape).toEqual({ columns: 5, deviates: 6, groups: 2 });
  checkNodeBlock(part, shape, draws);
  const own = readNodeBlock(part, shape, draws, 0.5);
  expect(own.posterior.scales).toHaveLength(2 * draws);
  expect(own.posterior).toMatchObject({ columns: 5, deviates: 6 });
  expect(writeNodeBlock(own)).toEqual(part);
});

test("a file that says another number of leaves is corrupt", async () => {
  const file = unpackr.unpack(await factorisedBytes({ tree: unevenTree, mostLeaves: 4 })) as {
    header: Uint8Array;
    blocks: Uint8Array;
  };
  const header = unpackr.unpack(file.header) as { posterior: Record<string, unknown> };
  for (const mostLeaves of [0, 3, 70_000, "4", [4], [4, 4, 4], [0, 4, 4, 4], [4, 4, 4, "4"], [4, 4, 4, -1]]) {
    header.posterior.mostLeaves = mostLeaves;
    const { bytes } = await packFile(encodeMsgpack(header), file.blocks);
    expect(() => openModel(bytes)).toThrow(expect.objectContaining({ code: "model-corrupt" }));
  }
});

test("a factorised file is read again with another decision", async () => {
  const bytes = await factorisedBytes();
  const after = await replaceDecision(bytes, { thresholds: [0.7, 0.8], calibration: null }, 0.25);
  const model = await readModel(after.bytes);
  expect(model.posterior.unknownShare).toBe(0.25);
  expect(model.decision.thresholds).toEqual([0.7, 0.8]);
});

describe("a damaged factorised file", () => {
  type Loose = Record<string, unknown>;
  async function damaged(change: (posterior: Loose, blocks: Uint8Array) => Uint8Array): Promise<Uint8Array> {
    const file = unpackr.unpack(await factorisedBytes()) as { header: Uint8Array; blocks: Uint8Array };
    const header = unpackr.unpack(file.header) as { posterior: Loose };
    const blocks = change(header.posterior, Uint8Array.from(file.blocks));
    return (await packFile(encodeMsgpack(header), blocks)).bytes;
  }
  const corrupt = { code: "model-corrupt" };

  test("is refused before it is used, where a length is wrong", async () => {
    const shorter = await damaged((_, blocks) => blocks.subarray(0, blocks.length - 4));
    expect(() => openModel(shorter)).toThrow(expect.objectContaining(corrupt));
    const fewer = await damaged((posterior, blocks) => {
      posterior.ends = (posterior.ends as Uint8Array).subarray(4);
      return blocks;
    });
    expect(() => openModel(fewer)).toThrow(expect.objectContaining(corrupt));
    const moreFeatures = await damaged((_, blocks) => {
      blocks[0] = (blocks[0] ?? 0) + 1;
      return blocks;
    });
    expect(() => openModel(moreFeatures)).toThrow(expect.objectContaining(corrupt));
  });

  test("is refused when it is checked, where a number is impossible", async () => {
    const scale = await damaged((_, blocks) => {
      new DataView(blocks.buffer).setFloat32(12, Number.NaN, true);
      return blocks;
    });
    await expect(readModel(scale)).rejects.toMatchObject(corrupt);
    const order = await damaged((_, blocks) => {
      new DataView(blocks.buffer).setUint32(12 + 4 * 64, 3, true);
      return blocks;
    });
    await expect(readModel(order)).rejects.toMatchObject(corrupt);
  });
});
