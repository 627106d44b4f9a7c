import { truncate, writeFile } from "node:fs/promises";
import { beforeAll, expect, test, vi } from "vitest";
import { drawBytes, drawFile, halfDrawBytes, openDraws } from "../../../trainer/chains/draw-file.ts";
import { computeProbeLogits } from "../../../trainer/chains/probes.ts";
import { runChains } from "../../../trainer/chains/run-chains.ts";
import { chainFiles } from "../../../trainer/chains/run-folder.ts";
import { readTrace } from "../../../trainer/chains/trace.ts";
import { ensureKernel } from "../../../trainer/kernel/build.ts";
import { silentProgress } from "../../../trainer/progress/progress.ts";
import { folderWith } from "../data/files.ts";
import { smallJob } from "./runs.ts";

vi.setConfig({ testTimeout: 60_000 });
beforeAll(ensureKernel, 120_000);

const shape = { groups: 3, features: 7, columns: 7 };

test("draws on disk agree with the trace: scales, and logits worked out from the coefficients", async () => {
  const folder = await folderWith({});
  const job = smallJob(folder);
  await runChains(job, { chains: 2, threads: 1 }, silentProgress);
  const draws = openDraws(folder, 2, 20, shape);
  expect(draws.count).toBe(40);
  const coefficients = new Float32Array(49);
  const scales = new Float32Array(3);
  const logits = new Float64Array(4);
  for (const chain of [0, 1]) {
    readTrace(folder, chain).forEach((line, k) => {
      draws.read(20 * chain + k, coefficients, scales);
      expect([...scales]).toEqual(line.scales.map(Math.fround));
      computeProbeLogits(job.problem, job.probes, coefficients, logits);
      expect([...logits]).toEqual(line.logits);
    });
  }
  expect(() => draws.read(40, coefficients, scales)).toThrow(RangeError);
  draws.close();
});

test("a file of draws that is too short is an error, not a draw of zeros", async () => {
  const folder = await folderWith({});
  await runChains(smallJob(folder), { chains: 1, threads: 1 }, silentProgress);
  expect(drawBytes(shape)).toBe(4 * 52);
  await truncate(chainFiles(folder, 0).draws, 20 * drawBytes(shape) - 1);
  const draws = openDraws(folder, 1, 20, shape);
  const read = (draw: number) => draws.read(draw, new Float32Array(49), new Float32Array(3));
  expect(() => read(18)).not.toThrow();
  expect(() => read(19)).toThrow(/is too short; train again without --resume/);
  draws.close();
});

test("draws in half precision are rounded to the nearest, and their scales not at all", async () => {
  const odd = { groups: 1, features: 3, columns: 3 };
  // 1 + 2^-8 lies between two numbers of 8 bits, and goes to the one that ends in 0.
  const values = [0, -0, 1, 1 + 2 ** -8, 1 + 3 * 2 ** -8, -(1 + 2 ** -8), 2.71, -1e-3, 123_456];
  const expected = [0, -0, 1, 1, 1 + 2 ** -6, -1, 2.703125, -0.00099945068359375, 123_392];
  const bytes = halfDrawBytes(Float32Array.of(0.1, ...values), 1);
  expect(bytes).toHaveLength(drawBytes(odd, true));
  const folder = await folderWith({});
  await writeFile(chainFiles(folder, 0).someDraws, Buffer.concat([bytes, bytes]));
  expect(drawFile(folder, 0)).toEqual({ path: chainFiles(folder, 0).someDraws, isHalf: true });
  const draws = openDraws(folder, 1, 2, odd);
  const [coefficients, scales] = [new Float32Array(9), new Float32Array(1)];
  draws.read(1, coefficients, scales);
  draws.close();
  expect([...coefficients]).toEqual(expected);
  expect([...scales]).toEqual([Math.fround(0.1)]);
});
