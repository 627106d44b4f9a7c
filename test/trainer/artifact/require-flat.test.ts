import { expect, test } from "vitest";
import { readModel } from "../../../shared/artifact/read-model.ts";
import { requireFlat } from "../../../trainer/artifact/require-flat.ts";
import { factorisedModel } from "../../fixtures/factorised-model.ts";
import { tinyModelBytes } from "../../fixtures/tiny-model.ts";

test("what needs a flat model says so of a factorised one, and how to get it", async () => {
  const flat = await readModel(await tinyModelBytes());
  expect(requireFlat(flat, "--from")).toBe(flat);
  const factorised = await factorisedModel();
  expect(() => requireFlat(factorised, "--from")).toThrow(
    "--from needs a model with one softmax over all classes; train one with --form flat.",
  );
});
