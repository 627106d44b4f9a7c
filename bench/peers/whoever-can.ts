import { HedgeError } from "../../shared/errors.ts";

/**
 * Lets each of some contestants do something, one after the other. One that fails loses the others nothing: it is left out, and `leaveOut` is told why.
 *
 * @returns what the others have come to
 */
export async function whoeverCan<T, Result>(
  contestants: readonly T[],
  work: (contestant: T) => Promise<Result>,
  leaveOut: (contestant: T, why: string) => void,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const contestant of contestants) {
    try {
      results.push(await work(contestant));
    } catch (error) {
      if (!(error instanceof HedgeError)) throw error;
      leaveOut(contestant, error.message);
    }
  }
  return results;
}
