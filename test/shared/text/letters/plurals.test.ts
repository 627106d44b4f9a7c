import { describe, expect, it } from "vitest";
import { foldPlural } from "../../../../shared/text/letters/plurals.ts";

describe("foldPlural", () => {
  it.each([
    ["toys", "toy"],
    ["puppies", "puppy"],
    ["bottles", "bottle"],
    ["boxes", "boxe"],
    ["toy", "toy"],
    ["glass", "glass"],
    ["cactus", "cactus"],
    ["bus", "bus"],
    ["shoes", "shoes"],
    ["trees", "trees"],
    ["aies", "aies"],
    ["", ""],
  ])("turns %s into %s", (word, singular) => {
    expect(foldPlural(word)).toBe(singular);
  });
});
