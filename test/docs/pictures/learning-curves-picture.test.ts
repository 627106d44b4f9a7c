import { expect, test } from "vitest";
import { learningCurvesPicture } from "../../../docs/pictures/learning-curves-picture.ts";

const run = (name: string, accuracy: number, logLoss: number | null) => ({
  ...{ name, who: "peer" as const, chosen: "", seconds: 0, smallRecall: null },
  levels: [{ accuracy, logLoss, ece: null }],
});

test("draws a line for each classifier, and none of what it has no figure for", () => {
  const results = [300, 3000].map((trainingRows) => ({
    benchmarks: [{ trainingRows, runs: [run("hedge", 0.5, 2), run("SVM", 0.4, null), run("other", 1, 1)] }],
  }));
  const picture = learningCurvesPicture(results, ["hedge", "SVM"]);
  expect(picture).toContain("Right classes");
  expect(picture).toContain("Log-loss, nats");
  expect(picture).toContain(">SVM<");
  expect(picture).not.toContain("other");
  // Two classifiers at two sizes, then one of them at two.
  expect(picture.match(/<circle/g)).toHaveLength(6);
  expect(picture).toContain("prefers-color-scheme: dark");
});
