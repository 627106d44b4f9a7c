import { expect, test } from "vitest";
import { verdictLines } from "../../../../trainer/commands/output/verdict-lines.ts";
import { exampleTraining } from "../../../fixtures/example-model.ts";

const { diagnostics } = exampleTraining;
const run = { chains: 4, drawsPerChain: 200 };

test("a good verdict is one line", () => {
  const good = { ...diagnostics, verdict: "good", reasons: [] } as const;
  expect(verdictLines({ ...run, diagnostics: good }, "m.run")).toEqual(["The sampling is good."]);
});

test.each([
  [300, 400],
  [100, 800],
  [1, 1600],
  [Number.NaN, 400],
])("with an ESS of %d of the worst quantity, %d draws are proposed", (minBulkEss, draws) => {
  const lines = verdictLines({ ...run, diagnostics: { ...diagnostics, minBulkEss } }, "m.run");
  expect(lines).toEqual([
    "The sampling is doubtful:",
    "  few draws",
    `To add draws to these, give the same options and --resume m.run --draws ${draws}.`,
  ]);
});
