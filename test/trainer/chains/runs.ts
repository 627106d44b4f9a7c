import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { chooseProbes } from "../../../trainer/chains/probes.ts";
import type { SharedJob } from "../../../trainer/chains/run-chains.ts";
import { defaultNutsOptions } from "../../../trainer/nuts/options.ts";
import type { Progress } from "../../../trainer/progress/progress.ts";
import { randomProblem, trees } from "../model/problems.ts";

/** A small run of chains into `folder`. */
export function smallJob(folder: string, changes: Partial<SharedJob> = {}): SharedJob {
  const problem = randomProblem({ tree: trees["depth 2, 2 + 3 leaves"] });
  return {
    problem,
    backend: "kernel",
    nuts: { ...defaultNutsOptions, warmup: 30 },
    draws: 20,
    seed: 5,
    probes: chooseProbes(problem, 4, 5),
    folder,
    ...changes,
  };
}

/** Progress that aborts `controller` once any task has got `at` far. */
export function abortAt(at: number, controller: AbortController): Progress {
  return {
    start: () => ({
      advance: (done) => {
        if (done >= at) controller.abort();
      },
      finish: () => {},
    }),
    say: () => {},
  };
}

/** Every file of a folder by its name. */
export async function filesIn(folder: string): Promise<Record<string, Buffer>> {
  const names = (await readdir(folder)).sort();
  const contents = await Promise.all(names.map((name) => readFile(join(folder, name))));
  return Object.fromEntries(names.map((name, k) => [name, contents[k] ?? Buffer.alloc(0)]));
}

/** Lines of a trace: iterations done, warm-up included. */
export function linesOf(trace: Buffer | undefined): number {
  return (trace?.toString("utf8").split("\n").length ?? 1) - 1;
}
