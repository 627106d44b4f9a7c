import type { Progress } from "../../trainer/progress/progress.ts";
import type { Candidate } from "./candidates.ts";
import type { CandidateRuns } from "./compare-candidates.ts";
import type { Contest } from "./contest.ts";
import { contestIdentity, type KeptResults, presetIdentity, resultKey } from "./kept-results.ts";
import { type CandidateRun, type Chains, runCandidate } from "./run-candidate.ts";

/**
 * Runs every candidate on every fold, fold by fold, and says each result as soon as it is there. Results that are kept are taken as they are.
 *
 * @throws HedgeError `failed` when `signal` is aborted
 */
export async function crossValidate(
  candidates: readonly Candidate[],
  contests: readonly Contest[],
  chains: Chains,
  kept: KeptResults<CandidateRun>,
  progress: Progress,
  signal: AbortSignal,
): Promise<CandidateRuns[]> {
  const runs = candidates.map((): CandidateRun[] => []);
  for (const [fold, contest] of contests.entries()) {
    for (const [k, candidate] of candidates.entries()) {
      const name = `part ${fold + 1}, ${candidate.name}`;
      const key = candidateKey(candidate, contest, chains);
      const known = kept.find(key);
      if (known === null) progress.say(`${name}: ${candidate.what}`);
      const run = known ?? (await runCandidate(candidate, contest, chains, progress, signal));
      if (known === null) kept.add(key, run);
      runs[k]?.push(run);
      const { logLoss, accuracy } = run.levels.at(-1) ?? {};
      progress.say(`${name}: log-loss ${logLoss?.toFixed(4)}, accuracy ${accuracy?.toFixed(4)}`);
    }
  }
  return candidates.map(({ name, what }, k) => ({ name, what, runs: runs[k] ?? [] }));
}

/** Names what a candidate's run depends on: model, rows and chains, never the number of threads. */
export function candidateKey({ preset, flat }: Candidate, contest: Contest, chains: Chains): string {
  const { chains: count, warmup, draws, seed } = chains;
  const sampled = { count, warmup, draws, seed };
  return resultKey(presetIdentity(preset, contest.tree), flat, contestIdentity(contest), sampled);
}
