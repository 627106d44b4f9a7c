import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classifier } from "../../../shared/answer/classify.ts";
import { readModel } from "../../../shared/artifact/read-model.ts";
import { tinyBlocks, tinyModelBytes } from "../../fixtures/tiny-model.ts";
import { errorCodeOf } from "./error-code-of.ts";

describe("the blocks", () => {
  it.each<[string, (blocks: Uint8Array) => Uint8Array]>([
    ["one missing", (blocks) => blocks.slice(0, -36)],
    ["one too many", (blocks) => Uint8Array.from([...blocks, ...blocks.slice(0, 36)])],
    ["not one", () => new Uint8Array()],
  ])("with %s are refused", async (_, change) => {
    expect(await errorCodeOf(await tinyModelBytes({ blocks: change }))).toBe("model-corrupt");
  });

  it("with a unit that is not finite are refused", async () => {
    const size = tinyBlocks().length / 7;
    for (const at of [0, 4, 3 * size, 6 * size + 4]) {
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
        const blocks = tinyBlocks();
        new DataView(blocks.buffer).setFloat32(at, value, true);
        expect(await errorCodeOf(await tinyModelBytes({ blocks: () => blocks }))).toBe("model-corrupt");
      }
    }
  });

  it("may hold any other bytes: the answer is wrong then, but whole", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 252, maxLength: 252 }), async (noise) => {
        const blocks = tinyBlocks().map((byte, at) => (at % 36 < 8 ? byte : (noise[at] ?? 0)));
        const classify = classifier(await readModel(await tinyModelBytes({ blocks: () => blocks })));
        const { candidates } = classify("adult lego tea", { top: 4 });
        const sum = candidates.reduce((total, { probability }) => total + probability, 0);
        expect(Math.abs(sum - 1)).toBeLessThan(1e-6);
      }),
      { seed: 1 },
    );
  });
});
