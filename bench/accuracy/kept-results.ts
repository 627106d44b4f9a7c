import { createHash } from "node:crypto";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { HedgeError } from "../../shared/errors.ts";
import type { Candidate } from "./candidates.ts";
import type { Contest } from "./contest.ts";
import type { CandidateRun, Chains } from "./run-candidate.ts";

/** Results in a file, one JSON object a line, so that a comparison can be stopped and gone on with. */
export type KeptResults = {
  find(key: string): CandidateRun | null;
  add(key: string, run: CandidateRun): void;
};

type Line = { readonly key: string; readonly run: CandidateRun };

/** Opens a file of results, which need not exist; without a file nothing is kept. A line that a crash has cut short is passed over; null
 * is how JSON writes NaN.
 *
 * @throws HedgeError `failed` when it cannot be written
 */
export function keptResults(file: string | null): KeptResults {
  if (file === null) return { find: () => null, add: () => {} };
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const found = new Map(
    text
      .split("\n")
      .flatMap(parse)
      .map(({ key, run }) => [key, run]),
  );
  try {
    appendFileSync(file, text === "" || text.endsWith("\n") ? "" : "\n");
  } catch (cause) {
    throw new HedgeError("failed", `${file} cannot be written; choose another --keep.`, { cause });
  }
  return {
    find: (key) => found.get(key) ?? null,
    add: (key, run) => appendFileSync(file, `${JSON.stringify({ key, run } satisfies Line)}\n`),
  };
}

function parse(line: string): Line[] {
  try {
    return line === "" ? [] : [JSON.parse(line, (_, value) => value ?? Number.NaN) as Line];
  } catch {
    return [];
  }
}

/** Names all that a result depends on, but for the code: model, rows and chains, never the number of threads. */
export function resultKey({ preset, flat }: Candidate, contest: Contest, chains: Chains): string {
  const { features, classNames, noise, likelihoodPower } = preset;
  const { tree, titles, labels, test } = contest;
  const { chains: count, warmup, draws, seed } = chains;
  const model = { features, classNames, noise, likelihoodPower, scales: preset.scalePriors(tree), flat };
  const data = { titles, labels: Array.from(labels), taxonomy: tree.taxonomy, test };
  return createHash("sha256")
    .update(JSON.stringify([model, data, { count, warmup, draws, seed }]))
    .digest("hex");
}
