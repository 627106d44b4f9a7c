import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeAtomically } from "../../trainer/files/write-atomically.ts";
import { readDoubles, vectorsOf } from "./arrays.ts";
import type { ChainResult } from "./peer-chain.ts";
import { peerPackage } from "./python.ts";

/**
 * All that a peer's chain depends on: the folder that `writeProblem` wrote, files of the peers'
 * package, and its form, its versions and what it is asked.
 */
type ChainIdentity = {
  readonly folder: string;
  readonly sources: readonly string[];
  readonly parts: unknown;
};

/**
 * The chain that the folder `keep` has, else the one that `run` makes, which is kept there from
 * then on. Null keeps nothing.
 */
export async function keptChain(
  keep: string | null,
  identity: ChainIdentity,
  run: () => Promise<ChainResult>,
): Promise<ChainResult> {
  if (keep === null) return await run();
  const stem = join(keep, keyOf(identity));
  const [drawsFile, rest] = [`${stem}.f64`, `${stem}.json`];
  if (existsSync(rest)) {
    const { count, ...result } = JSON.parse(readFileSync(rest, "utf8"));
    return { ...result, draws: vectorsOf(readDoubles(drawsFile), count) };
  }
  const { draws, ...result } = await run();
  mkdirSync(keep, { recursive: true });
  const count = draws[0]?.length ?? 0;
  const numbers = new Float64Array(draws.length * count);
  for (const [k, draw] of draws.entries()) numbers.set(draw, k * count);
  await writeAtomically(drawsFile, new Uint8Array(numbers.buffer));
  // The second file says that the first is whole.
  await writeAtomically(rest, new TextEncoder().encode(JSON.stringify({ ...result, count })));
  return { ...result, draws };
}

function keyOf({ folder, sources, parts }: ChainIdentity): string {
  const hash = createHash("sha256").update(JSON.stringify(parts));
  const problem = ["problem.bin", "positions.f32"].map((name) => join(folder, name));
  for (const file of [...problem, ...sources.map((name) => join(peerPackage, name))])
    hash.update(readFileSync(file));
  return hash.digest("hex").slice(0, 32);
}
