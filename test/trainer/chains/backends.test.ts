import { beforeAll, expect, test } from "vitest";
import { chooseProbes } from "../../../trainer/chains/probes.ts";
import { runChains } from "../../../trainer/chains/run-chains.ts";
import { readTrace, type TraceLine } from "../../../trainer/chains/trace.ts";
import { meanMcse } from "../../../trainer/diagnostics/mcse.ts";
import { ensureKernel } from "../../../trainer/kernel/build.ts";
import type { Backend } from "../../../trainer/model/backend.ts";
import { defaultNutsOptions } from "../../../trainer/nuts/options.ts";
import { silentProgress } from "../../../trainer/progress/progress.ts";
import { folderWith } from "../data/files.ts";
import { randomProblem, trees } from "../model/problems.ts";
import { smallJob } from "./runs.ts";

beforeAll(ensureKernel, 120_000);

// 6 comparisons within 5 joint standard errors, roughly estimated from 40 draws of TensorFlow.js.
// They fail for about 1 seed in 5,000.
test.each([
  { backend: "double", warmup: 300, draws: 2000 },
  { backend: "tfjs", warmup: 30, draws: 40 },
] as const)(
  "$backend samples what the kernel samples: scales and logits within Monte Carlo error",
  {
    timeout: 120_000,
  },
  async (other) => {
    // Few titles and a flat tree make short trajectories: a gradient takes TensorFlow.js
    // milliseconds.
    const problem = randomProblem({ tree: trees["depth 1, 3 leaves"], rows: 12, features: 3 });
    const traces = async (backend: Backend, warmup: number, draws: number) => {
      const folder = await folderWith({});
      const probes = chooseProbes(problem, 4, 5);
      const job = smallJob(folder, {
        problem,
        probes,
        backend,
        nuts: { ...defaultNutsOptions, warmup },
        draws,
      });
      await runChains(job, { chains: 1, threads: 1 }, silentProgress);
      return [readTrace(folder, 0)];
    };
    const kernel = await traces("kernel", 300, 2000);
    const found = await traces(other.backend, other.warmup, other.draws);
    const quantities: readonly ((line: TraceLine) => number)[] = [
      (line) => Math.log(line.scales[0] ?? Number.NaN),
      ...[0, 1, 2, 3].map((probe) => (line: TraceLine) => line.logits[probe] ?? Number.NaN),
      (line) => line.logDensity,
    ];
    for (const of of quantities) {
      const [a, b] = [kernel, found].map((each) => each.map((trace) => Float64Array.from(trace, of))) as [
        Float64Array[],
        Float64Array[],
      ];
      const mean = (chains: readonly Float64Array[]) => {
        const all = chains.flatMap((chain) => [...chain]);
        return all.reduce((sum, value) => sum + value, 0) / all.length;
      };
      const error = Math.hypot(meanMcse(a), meanMcse(b));
      expect(Math.abs(mean(a) - mean(b)) / error).toBeLessThan(5);
    }
  },
);
