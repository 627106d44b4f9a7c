import { expect, test } from "vitest";
import { plainWords } from "../../../shared/text/feature-options.ts";
import { indexTree } from "../../../shared/tree/taxonomy.ts";
import { classSpecificWords } from "../../../trainer/predictions/class-specific-words.ts";

const tree = indexTree({
  labels: ["", "toys", "food", "dolls", "games", "jam", "tea"],
  parents: [-1, 0, 0, 1, 1, 2, 2],
  levels: ["parent", "child"],
});

test("a word is specific to a class if training met it nowhere else", () => {
  const specificWords = classSpecificWords(tree, plainWords, {
    titles: ["red doll", "red doll house", "board game", "green tea", "red tea"],
    labels: [0, 0, 1, 3, 3],
  });
  const dolls = tree.leaves[0] ?? 0;
  expect(["doll", "red", "board", "unheard"].map((word) => specificWords.isSpecific(word, dolls))).toEqual([
    true,
    false,
    false,
    false,
  ]);
  expect(["doll", "board", "red", "tea"].map((word) => specificWords.isSpecific(word, 1))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
