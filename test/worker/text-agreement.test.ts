import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { hostileRowHashes } from "../fixtures/hostile-titles.ts";

test("workerd turns any title into the same words and the same row as Node", () => {
  const { NODE_ROW_HASHES: ofNode } = env as unknown as { readonly NODE_ROW_HASHES: readonly number[] };
  expect(ofNode).toHaveLength(2_000);
  expect(new Set(ofNode).size).toBeGreaterThan(1_500);
  expect(hostileRowHashes()).toEqual(ofNode);
});
