import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { indexTree } from "../../shared/tree/taxonomy.ts";
import { buildDesignMatrix } from "../features/design-matrix.ts";
import { kernelFile } from "../kernel/build.ts";
import { compileKernel, loadKernel } from "../kernel/load.ts";
import { kernelMechanics } from "../kernel/mechanics.ts";
import type { Problem } from "../model/problem.ts";
import { nextUniform, seedStream } from "../nuts/random.ts";

const [rows, features, steps] = [64, 12, 8];

/**
 * A name for what this machine computes: the kernel, and what comes out of it. Fused multiply-add
 * may round differently from one processor to another, and such machines must not share a run.
 * Eight hexadecimal digits.
 */
export function arithmeticName(): string {
  const hash = createHash("sha256").update(readFileSync(kernelFile("relaxed")));
  for (const value of sampleTrajectory()) hash.update(new Uint8Array(new Float64Array([value]).buffer));
  return hash.digest("hex").slice(0, 8);
}

/** Log densities and kinetic energies of a few leapfrog steps of a small problem. */
function sampleTrajectory(): number[] {
  const mechanics = kernelMechanics(loadKernel(compileKernel()), smallProblem(), seedStream(1, 1, 16));
  const acquire = () => [mechanics.acquire(), mechanics.acquire(), mechanics.acquire()] as const;
  const [q, momentum, gradient] = acquire();
  mechanics.drawStart(q, 1);
  const start = { q, gradient, logDensity: mechanics.evaluate(q, gradient) };
  mechanics.initialiseMetric(start);
  let point = { ...start, momentum, kinetic: mechanics.refreshMomentum(momentum) };
  const seen: number[] = [];
  for (let step = 0; step < steps; step++) {
    point = mechanics.leapfrog(point, 0.1, ...acquire());
    seen.push(point.logDensity, point.kinetic);
  }
  return seen;
}

function smallProblem(): Problem {
  const random = seedStream(1, 0);
  const design = buildDesignMatrix(
    Array.from({ length: rows }, () => ({
      features: Int32Array.from({ length: features }, (_, j) => j),
      values: Float32Array.from({ length: features }, () => nextUniform(random)),
    })),
    features,
  );
  const labels = ["", "a", "b", "aa", "ab", "ba", "bb", "bc"];
  const tree = indexTree({ labels, parents: [-1, 0, 0, 1, 1, 2, 2, 2], levels: ["parent", "child"] });
  return {
    design,
    labels: Int32Array.from({ length: rows }, () => Math.floor(nextUniform(random) * tree.leaves.length)),
    tree,
    scalePriors: tree.groups.map(() => ({ kind: "half-normal", scale: 1 })),
    noise: false,
    likelihoodPower: 1,
  };
}
