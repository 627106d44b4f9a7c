import { describe, expect, test } from "vitest";
import { readModel } from "../../../../shared/artifact/read-model.ts";
import { requireFlat } from "../../../../trainer/artifact/require-flat.ts";
import { chooseUnknownShare } from "../../../../trainer/calibration/maps/choose-unknown-share.ts";
import { packModel } from "../../../../trainer/train/pack-model.ts";
import {
  exampleParts,
  exampleVocabulary,
  syntheticDraws,
  withScales,
} from "../../../fixtures/example-model.ts";

const { terms } = exampleVocabulary;
const column = { robot: 0, jam: 1, tea: 2 };
const size = { count: 40, features: 1 + terms.length, columns: 4, groups: 2 };

/** Confident about robots, jam and tea; scales are 2. */
const confident = syntheticDraws(
  size,
  (j, v) => (j > 0 && column[terms[j - 1] as keyof typeof column] === v ? 6 : 0),
  () => 0.1,
);
const { bytes } = await packModel(exampleParts({ draws: withScales(confident, 2) }));
const model = requireFlat(await readModel(bytes), "this test");
// Nodes of toys, jam and tea.
const nodes = { robot: 2, jam: 3, tea: 4 };
const words = ["robot", "jam", "tea"] as const;

/** Titles of a known and an unknown word. Of every ten, the known word is wrong for `wrong`. */
function titles(count: number, wrong: number) {
  return Array.from({ length: count }, (_, i) => {
    const word = words[i % 3] ?? "tea";
    const other = words[(i + 1) % 3] ?? "tea";
    return { title: `${word} zyx${i}`, leaf: nodes[i % 10 < wrong ? other : word] };
  });
}

describe("the share for unknown words", () => {
  test("is the least where they change nothing, and more where they do", () => {
    expect(chooseUnknownShare([{ model, titles: titles(100, 0) }])).toBe(0.01);
    expect(chooseUnknownShare([{ model, titles: titles(100, 2) }])).toBeGreaterThan(0.01);
    expect(chooseUnknownShare([{ model, titles: titles(100, 7) }])).toBe(1);
  });

  test("stays as it is where few titles have unknown words beside known ones", () => {
    const uninformative = Array.from({ length: 200 }, (_, i) => ({
      title: i % 2 === 0 ? "tea" : "zyx",
      leaf: nodes.tea,
    }));
    const few = [...titles(49, 7), ...uninformative];
    expect(chooseUnknownShare([{ model, titles: few }])).toBe(model.posterior.unknownShare);
    expect(model.posterior.unknownShare).toBe(0.1);
  });

  test("is that of all titles together where they are parts, each with a model of its own", () => {
    const other = { ...model, posterior: { ...model.posterior } };
    const parts = (first: number, second: number) => [
      { model, titles: titles(30, first) },
      { model: other, titles: titles(30, second) },
    ];
    expect(chooseUnknownShare(parts(0, 0))).toBe(0.01);
    expect(chooseUnknownShare(parts(0, 7))).toBe(chooseUnknownShare(parts(7, 0)));
    expect(chooseUnknownShare(parts(7, 7))).toBe(1);
  });
});
