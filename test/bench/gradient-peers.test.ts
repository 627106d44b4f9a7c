import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { agreedPositions } from "../../bench/agreed-positions.ts";
import { checkAgreement, tolerance } from "../../bench/check-agreement.ts";
import { alternate, type Contender } from "../../bench/contender.ts";
import { benchPreset, catalogues, readCatalogue } from "../../bench/data-sets.ts";
import { doubleContender, kernelContenders } from "../../bench/in-process.ts";
import { compileC } from "../../bench/peers/compile-c.ts";
import { peerContenders } from "../../bench/peers/peer-contenders.ts";
import { startPeer } from "../../bench/peers/peer-process.ts";
import { writeProblem } from "../../bench/peers/problem-file.ts";
import { chooseWatch } from "../../bench/watch.ts";
import { ensureKernel } from "../../trainer/kernel/build.ts";

const folder = mkdtempSync(join(tmpdir(), "hedge-bench-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(ensureKernel);

const { problem } = await readCatalogue(catalogues.small, benchPreset(1), {
  titles: 40,
  heldOut: 0,
  seed: 1,
});
const positions = agreedPositions(problem, 2, 1);
const reference = doubleContender(problem, positions);

describe("gradients that are compared", () => {
  test("are those of one density: the kernel's and the double-precision one", async () => {
    const { contenders } = kernelContenders(problem, positions, "plain");
    const [kernel] = await checkAgreement(reference, contenders);
    expect(kernel?.isSame).toBe(true);
  });

  test("are told apart when one is wrong", async () => {
    const wrong: Contender = {
      ...reference,
      evaluate: async (position) => {
        const found = await reference.evaluate?.(position);
        const gradient = Float64Array.from(found?.gradient ?? []);
        gradient[0] = (gradient[0] ?? 0) * (1 + 100 * tolerance);
        gradient[gradient.length - 1] = 1e3;
        return { value: found?.value ?? 0, gradient };
      },
    };
    const [found] = await checkAgreement(reference, [wrong]);
    expect(found?.isSame).toBe(false);
  });

  const compiled = compileC(folder);
  test.skipIf(compiled.kind === "unavailable")(
    "are those of one density: C's (skipped without a C compiler)",
    async () => {
      if (compiled.kind === "unavailable") return;
      writeProblem(folder, problem, positions, chooseWatch(problem, 0, null, 1));
      const peer = await startPeer(compiled.program, [folder], 1);
      const [found] = await checkAgreement(
        reference,
        peerContenders(peer, folder, () => "C"),
      );
      peer.close();
      expect(found?.isSame).toBe(true);
    },
  );
});

describe("turns", () => {
  test("alternate, and a slow contender takes part in two rounds", async () => {
    const order: string[] = [];
    const contender = (name: string, wall: number): Contender => ({
      ...{ name, gradients: 2, evaluate: null },
      run: async (repetitions) => {
        order.push(name);
        return { wall: wall * repetitions, cpu: wall * repetitions };
      },
    });
    const pace = { rounds: 3, secondsPerTurn: 0.1, slowSeconds: 1 };
    const timings = await alternate([contender("fast", 0.01), contender("slow", 4)], pace);
    expect(order.slice(4)).toEqual(["fast", "slow", "fast", "slow", "fast"]);
    expect(timings.map(({ gradientsPerSecond }) => gradientsPerSecond)).toEqual([200, 0.5]);
    expect(timings.map(({ repetitions }) => repetitions)).toEqual([10, 1]);
  });
});

test("a peer that ends says why", async () => {
  await expect(startPeer(process.execPath, ["-e", "throw new Error('no such model')"], 1)).rejects.toThrow(
    /no such model/,
  );
});
