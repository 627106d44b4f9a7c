import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { benchPreset, catalogues, readCatalogue } from "../../../bench/catalogues/catalogues.ts";
import {
  commonPositions,
  doubleCandidate,
  kernelCandidates,
  numpyroForms,
  peerCandidates,
} from "../../../bench/gradient/candidates.ts";
import { compareGradients, tolerance } from "../../../bench/gradient/compare-gradients.ts";
import { alternate, type Candidate } from "../../../bench/harness/rounds.ts";
import { writeArrays } from "../../../bench/peers/arrays.ts";
import { compileC, findPython, peerPackage, startPeer } from "../../../bench/peers/peer-process.ts";
import { problemArrays } from "../../../bench/peers/problem-file.ts";
import { ensureKernel } from "../../../trainer/kernel/build.ts";
import type { Problem } from "../../../trainer/model/problem.ts";
import type { ScalePrior } from "../../../trainer/model/scale-prior.ts";

const folder = mkdtempSync(join(tmpdir(), "hedge-bench-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(ensureKernel);

const compiled = ((): string | null => {
  try {
    return compileC(folder);
  } catch {
    return null;
  }
})();
const python = findPython(["numpyro"]);

const { problem: bayes } = await readCatalogue(catalogues.small, benchPreset("bayes", 1), {
  titles: 40,
  heldOut: 0,
  seed: 1,
});

/** The densities that peers know: learned scales, fixed ones and a power of the likelihood. */
const densities: Readonly<Record<string, Problem>> = {
  "learned scales": bayes,
  "fixed scales, likelihood to the power 3": {
    ...bayes,
    scalePriors: bayes.tree.groups.map((node) => ({ kind: "fixed", value: node === 0 ? 1.5 : 0.7 })),
    likelihoodPower: 3,
  },
  "one scale fixed, likelihood to the power 0.5": {
    ...bayes,
    scalePriors: bayes.scalePriors.map((prior, group) => (group === 1 ? { kind: "fixed", value: 2 } : prior)),
    likelihoodPower: 0.5,
  },
};

describe.each(Object.entries(densities))("gradients that are compared, %s,", (_, problem) => {
  const positions = commonPositions(problem, 2, 1);
  const reference = doubleCandidate(problem, positions);

  /** A peer's distance from the reference, by forms. */
  async function agreementOf(command: string, parameters: readonly string[], name: (form: string) => string) {
    writeArrays(folder, problemArrays(problem, positions));
    const peer = await startPeer(command, parameters);
    const found = await compareGradients(reference, peerCandidates(peer, folder, name));
    peer.close();
    return found;
  }

  test("are those of one density: the kernel's and the double-precision one", async () => {
    const { candidates } = kernelCandidates(problem, positions, "plain");
    const [kernel] = await compareGradients(reference, candidates);
    expect(kernel?.isSame).toBe(true);
  });

  test("are told apart when one is wrong", async () => {
    const wrong: Candidate = {
      ...reference,
      evaluate: async (position) => {
        const found = await reference.evaluate?.(position);
        const gradient = Float64Array.from(found?.gradient ?? []);
        gradient[0] = (gradient[0] ?? 0) * (1 + 100 * tolerance);
        gradient[gradient.length - 1] = 1e3;
        return { value: found?.value ?? 0, gradient };
      },
    };
    const [found] = await compareGradients(reference, [wrong]);
    expect(found?.isSame).toBe(false);
  });

  test("are told apart when the power is forgotten, or a scale", async () => {
    const scalePriors = problem.scalePriors.map((prior, group): ScalePrior => {
      if (group > 0) return prior;
      return prior.kind === "fixed"
        ? { ...prior, value: 1.1 * prior.value }
        : { kind: "half-normal", scale: 1.1 };
    });
    const wrong = [
      { ...problem, likelihoodPower: 1.1 * problem.likelihoodPower },
      { ...problem, scalePriors },
    ];
    const found = await compareGradients(
      reference,
      wrong.map((other) => doubleCandidate(other, positions)),
    );
    expect(found.map(({ isSame }) => isSame)).toEqual([false, false]);
  });

  test.skipIf(compiled === null)("are those of one density: C's (skipped without a C compiler)", async () => {
    if (compiled === null) return;
    const found = await agreementOf(compiled, [folder], () => "C");
    expect(found.map(({ isSame }) => isSame)).toEqual([true]);
  });

  test.skipIf(python === null)(
    "are those of one density: NumPyro's, in every form (skipped without NumPyro, see bench/peers/README.md)",
    { timeout: 120_000 },
    async () => {
      if (python === null) return;
      const found = await agreementOf(
        python,
        [peerPackage, "gradient", folder, ...numpyroForms],
        (form) => form,
      );
      expect(found.filter(({ isSame }) => !isSame)).toEqual([]);
      expect(found).toHaveLength(5);
    },
  );
});

describe("rounds", () => {
  test("alternate, and a slow candidate takes part in two rounds", async () => {
    const order: string[] = [];
    const candidate = (name: string, wall: number): Candidate => ({
      ...{ name, gradients: 2, evaluate: null },
      run: async (repetitions) => {
        order.push(name);
        return { wall: wall * repetitions, cpu: wall * repetitions };
      },
    });
    const pace = { rounds: 3, secondsEach: 0.1, slowSeconds: 1 };
    const timings = await alternate([candidate("fast", 0.01), candidate("slow", 4)], pace);
    expect(order.slice(4)).toEqual(["fast", "slow", "fast", "slow", "fast"]);
    expect(timings.map(({ gradientsPerSecond }) => gradientsPerSecond)).toEqual([200, 0.5]);
    expect(timings.map(({ repetitions }) => repetitions)).toEqual([10, 1]);
  });
});
