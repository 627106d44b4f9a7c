import type { Context } from "hono";
import { problem } from "../http/problem.ts";

/** What a validator of queries says when it is done. */
type Checked =
  | { readonly success: true }
  | { readonly success: false; readonly error: readonly { readonly message: string }[] };

/** Answers a query that is not valid with all its faults. A hook of Hono's validator. */
export function refuseQuery(result: Checked, c: Context): Response | undefined {
  if (result.success) return undefined;
  return problem(c, "invalid-query", result.error.map(({ message }) => message).join(" "));
}
