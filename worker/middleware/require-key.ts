import type { Context } from "hono";
import { bearerAuth } from "hono/bearer-auth";
import { problem } from "../http/problem.ts";
import type { AppEnv } from "../service/app-env.ts";

/** Requires one of the keys. Hono compares SHA-256 digests of them in constant time. */
export function requireKey(keys: readonly string[]) {
  const refuse = (detail: string) => (c: Context<AppEnv>) => problem(c, "key-missing", detail) as never;
  return bearerAuth<AppEnv>({
    token: [...keys],
    noAuthenticationHeader: { message: refuse("Send a key as `Authorization: Bearer KEY`.") },
    invalidAuthenticationHeader: { message: refuse("The Authorization header must be `Bearer KEY`.") },
    invalidToken: { message: refuse("This key is not known here.") },
  });
}
