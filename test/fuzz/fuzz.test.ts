import { expect, test } from "vitest";
import { allowedBytes, fuzzModels } from "./fuzz.ts";

test("10,000 corrupted model files are refused or answer (npm run check:fuzz reads 100,000)", async () => {
  const { cases, refused, same, whole, mostBytes } = await fuzzModels(10_000, 20);
  const refusals = Object.values(refused).reduce((sum, count) => sum + count, 0);
  expect(refusals + same + whole).toBe(cases);
  for (const code of Object.keys(refused)) expect(["model-corrupt", "model-version"]).toContain(code);
  // Some of each, or the mutations are too wild to reach what comes after the digest.
  expect(whole).toBeGreaterThan(cases / 40);
  expect(same).toBeGreaterThan(0);
  expect(mostBytes).toBeLessThan(allowedBytes);
}, 60_000);
