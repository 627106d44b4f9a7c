import { expect, test } from "vitest";
import { inspectionText } from "../../../../trainer/commands/output/inspect-lines.ts";
import { inspect } from "../../../../trainer/commands/output/inspection.ts";
import { factorisedModel, unevenTree } from "../../../fixtures/factorised-model.ts";

test("a factorised model is described by its nodes and coefficients", async () => {
  const model = await factorisedModel({ tree: unevenTree, bits: { meanBits: 6, spreadBits: 4 } });
  const inspection = inspect({ model, bytes: 12_345 });
  // The root, a, a1, b1 and a11 have several children: 3, 2, 3, 2 and 2.
  expect(inspection.posterior).toMatchObject({ kind: "factorised", nodes: 5, meanBits: 6, spreadBits: 4 });
  const { features } = inspection.posterior;
  // Every node but the root has the intercept and half of the words.
  const [least, most] = [3 * features, 12 * features];
  const coefficients = "coefficients" in inspection.posterior ? inspection.posterior.coefficients : 0;
  expect(coefficients).toBeGreaterThan(least);
  expect(coefficients).toBeLessThan(most);
  const text = inspectionText(inspection);
  expect(text).toContain("12,345 bytes, the posterior as 5 nodes of moments with means of 6 bits.");
});

test("the format is that of the file", async () => {
  const model = await factorisedModel({ tree: unevenTree, mostLeaves: 4 });
  expect(inspect({ model, bytes: 1 }).format).toEqual({ major: 3, minor: 0 });
  const older = { ...model, format: { major: 2, minor: 4 } };
  expect(inspect({ model: older, bytes: 1 }).format).toEqual(older.format);
});
