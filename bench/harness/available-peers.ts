import { HedgeError } from "../../shared/errors.ts";

/** What a benchmark notes besides its figures: versions, and what could not run and why. */
export type Notes = { readonly versions: Record<string, string>; readonly skipped: Set<string> };

/** What a benchmark has come to: `--json` prints the figures. */
export type Measured = { readonly figures: object; readonly text: string };

/**
 * Has each of some peers do something, one after the other. A peer that fails with a `HedgeError`
 * is left out, `leaveOut` is told why, and the others go on.
 *
 * @returns what the others have come to
 */
export async function availablePeers<Peer, Result>(
  peers: readonly Peer[],
  work: (peer: Peer) => Promise<Result>,
  leaveOut: (peer: Peer, why: string) => void,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const peer of peers) {
    try {
      results.push(await work(peer));
    } catch (error) {
      if (!(error instanceof HedgeError)) throw error;
      leaveOut(peer, error.message);
    }
  }
  return results;
}
