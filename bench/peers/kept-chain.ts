import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeAtomically } from "../../trainer/files/write-atomically.ts";
import type { ChainResult } from "../chain-result.ts";
import { peerScript } from "./python.ts";

/** All that a peer's chain depends on: a change in any of it makes another chain. */
export type ChainIdentity = {
  /** The folder that `writeProblem` wrote. */
  readonly folder: string;
  /** Scripts of the peer. */
  readonly sources: readonly string[];
  /** Its form, its versions, what it is asked. */
  readonly parts: unknown;
};

/** The chain that `keep` has, else the one that `run` makes, which is kept there from then on. Null keeps nothing. */
export async function keptChain(
  keep: string | null,
  identity: ChainIdentity,
  run: () => Promise<ChainResult>,
): Promise<ChainResult> {
  if (keep === null) return await run();
  const stem = join(keep, keyOf(identity));
  const [drawsFile, rest] = [`${stem}.f64`, `${stem}.json`];
  if (existsSync(rest)) {
    const { count, ...result } = JSON.parse(readFileSync(rest, "utf8")) as Omit<ChainResult, "draws"> & {
      count: number;
    };
    const numbers = new Float64Array(Uint8Array.from(readFileSync(drawsFile)).buffer);
    const draws = Array.from({ length: numbers.length / count }, (_, k) =>
      numbers.subarray(k * count, (k + 1) * count),
    );
    return { ...result, draws };
  }
  const { draws, ...result } = await run();
  mkdirSync(keep, { recursive: true });
  const count = draws[0]?.length ?? 0;
  const numbers = new Float64Array(draws.length * count);
  draws.forEach((draw, k) => {
    numbers.set(draw, k * count);
  });
  await writeAtomically(drawsFile, new Uint8Array(numbers.buffer));
  // The second file says that the first is whole.
  await writeAtomically(rest, new TextEncoder().encode(JSON.stringify({ ...result, count })));
  return { ...result, draws };
}

function keyOf({ folder, sources, parts }: ChainIdentity): string {
  const hash = createHash("sha256").update(JSON.stringify(parts));
  const files = [
    ...["problem.bin", "positions.f32"].map((name) => join(folder, name)),
    ...sources.map(peerScript),
  ];
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest("hex").slice(0, 32);
}
