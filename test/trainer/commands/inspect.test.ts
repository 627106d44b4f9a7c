import { stat } from "node:fs/promises";
import { expect, test } from "vitest";
import { exampleModel, hedge } from "./cli.ts";

test("--json shows sizes, taxonomy, vocabulary, draws and how the model was trained", async () => {
  const { model, hash } = await exampleModel();
  const { status, stdout, stderr } = await hedge("inspect", ["--model", model, "--json"]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const shown = JSON.parse(stdout);
  expect(shown).toMatchObject({
    hash,
    taxonomy: {
      levels: [
        { name: "parent", classes: 2 },
        { name: "child", classes: 2 },
      ],
      leaves: 3,
      internal: 1,
    },
    vocabulary: { terms: 7, titles: 5 },
    posterior: { draws: 64, features: 8, columns: 4 },
    decision: { thresholds: [0.5, 0.5], calibration: null },
    promises: {
      targets: [],
      summary: "This model promises no target, since nothing calibrates it.",
    },
    training: { preset: "default", diagnostics: { verdict: "doubtful", maxRHat: null } },
  });
  const { file, blocks, scales, rest } = shown.bytes;
  expect(file).toBe((await stat(model)).size);
  expect(blocks + scales + rest).toBe(file);
  expect(blocks).toBe(8 * shown.posterior.bytesPerFeature);
});

test("shows the same as text, a line each", async () => {
  const { model, hash } = await exampleModel();
  const { stdout } = await hedge("inspect", ["--model", model]);
  expect(stdout).toMatch(/^Trained on 5 titles in 3 classes with preset default, by hedge 0\.1\.0\.\n/);
  expect(stdout).not.toContain("NaN");
  for (const line of [
    `hash: ${hash}`,
    "  terms: 7",
    "  draws: 64",
    "    verdict: doubtful",
    "    maxRHat: not defined",
  ]) {
    expect(stdout.split("\n")).toContain(line);
  }
});
