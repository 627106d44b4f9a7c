import { expect, test } from "vitest";
import { readModel } from "../../../shared/artifact/read-model.ts";
import { replaceDecision } from "../../../trainer/artifact/replace-decision.ts";
import { placeholderRule } from "../../../trainer/calibration/uncalibrated-rule.ts";
import { packModel } from "../../../trainer/train/pack-model.ts";
import { exampleParts } from "../../fixtures/example-model.ts";

test("changes the decision rule, the share for unknown words if asked to, and the hash, and nothing else", async () => {
  const before = await packModel(exampleParts({ decision: placeholderRule(2) }));
  const logOdds = { intercept: -1.5, slope: 2, knownWords: 0.5 };
  const decision = {
    thresholds: [0.25, 1],
    calibration: {
      ...{
        titles: 12,
        target: 0.9,
        sharpening: { logPower: 0.25, knownWords: -0.5, labelNoise: 0.125 },
        subcategory: logOdds,
        outside: logOdds,
        newChildRatio: 0.25,
      },
      targets: [{ target: 0.9, thresholds: [0.25, 1], promised: false, titlesNeeded: 900 }],
      levels: [logOdds, { ...logOdds, knownWords: 0 }],
      novelty: {
        ...{ alpha: 0.03, outsideWeights: [0.5, 1, 0] },
        ...{ weights: [-2, 1, 0, 0.5, 0, 0, 0.25], parentWeights: [1, 0, -1, 0, 0, 0, 0] },
        ...{ cutoffs: [0.5, -1.5], targets: [{ target: 0.9, cutoffs: [0.25, -2] }], anyAnswer: [0.75, -1] },
      },
    },
  };
  const after = await replaceDecision(before.bytes, decision);
  const [old, changed] = [await readModel(before.bytes), await readModel(after.bytes)];
  expect(changed.hash).toBe(after.hash);
  // A term table is made of functions, which are never equal.
  const { vocabulary: _, ...rest } = old;
  expect(changed).toMatchObject({ ...rest, hash: after.hash, decision });
  expect(changed.vocabulary.terms.length).toBe(old.vocabulary.terms.length);
  expect(after.bytes.length).toBeLessThanOrEqual(before.bytes.length);

  const shared = await replaceDecision(before.bytes, decision, 0.3);
  const { posterior } = await readModel(shared.bytes);
  expect(posterior).toEqual({ ...old.posterior, unknownShare: 0.3 });
  const { bytes } = await replaceDecision(shared.bytes, decision, old.posterior.unknownShare);
  expect(Buffer.compare(bytes, after.bytes)).toBe(0);

  const sameAgain = await replaceDecision(after.bytes, placeholderRule(2));
  expect(Buffer.compare(sameAgain.bytes, before.bytes)).toBe(0);
});
