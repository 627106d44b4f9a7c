import type { Context } from "hono";
import { problem } from "../http/problem.ts";

/** The result of a query's validation. */
type ValidationResult =
  | { readonly success: true }
  | { readonly success: false; readonly error: readonly { readonly message: string }[] };

/** Hook of Hono's validator that answers an invalid query with all its faults. */
export function rejectInvalidQuery(result: ValidationResult, c: Context): Response | undefined {
  if (result.success) return undefined;
  return problem(c, "invalid-query", result.error.map(({ message }) => message).join(" "));
}
