import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { holdsClaim, releaseClaim, takeClaim } from "../../../trainer/files/claim.ts";
import { folderWith } from "../data/files.ts";

test("the last worker that claims a chain holds it, and only it can give the claim up", async () => {
  const file = join(await folderWith({}), "claim.json");
  const { claim: first } = await takeClaim(file, "a", "");
  expect(holdsClaim(first)).toBe(true);
  const { claim: second } = await takeClaim(file, "b", "");
  expect([holdsClaim(first), holdsClaim(second)]).toEqual([false, true]);
  releaseClaim(first);
  expect(holdsClaim(second)).toBe(true);
  releaseClaim(second);
  expect(existsSync(file)).toBe(false);
  expect(holdsClaim(second)).toBe(false);
});

test("workers are counted that were lost with a chain since its last checkpoint", async () => {
  const file = join(await folderWith({}), "claim.json");
  const tries = async (saved: string) => (await takeClaim(file, "a", saved)).tries;
  expect(await tries("")).toBe(1);
  expect(await tries("")).toBe(2);
  expect(await tries("0123")).toBe(1);
  expect(await tries("0123")).toBe(2);
  await rm(file);
  expect(await tries("0123")).toBe(1);
});
