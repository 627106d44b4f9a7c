import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { characterNgrams, isUnspaced, unspacedRuns } from "../../../../shared/text/letters/unspaced.ts";
import { hostileTitle } from "../../../fixtures/hostile-titles.ts";

describe("scripts without spaces", () => {
  it.each(["茶", "か", "カー", "々", "ไหม", "ເດັກ", "ကလေး", "កុមារ"])("%s is in one", (text) => {
    expect(isUnspaced(text)).toBe(true);
  });

  it.each(["tea", "чай", "한국어", "हिन्दी", "می", "12", "๓", ""])("%s is in none", (text) => {
    expect(isUnspaced(text)).toBe(false);
  });

  it("lose nothing when a text is cut into runs", () => {
    fc.assert(
      fc.property(hostileTitle, (title) => {
        const runs = unspacedRuns(title);
        expect(runs.join("")).toBe(title);
        const kinds = runs.map(isUnspaced);
        expect(kinds.slice(1)).toEqual(kinds.slice(0, -1).map((kind) => !kind));
      }),
      { seed: 1 },
    );
  });

  it("have n-grams of letters with their marks", () => {
    expect(characterNgrams("お茶缶", 2)).toEqual(["お茶", "茶缶"]);
    expect(characterNgrams("ผ้าไห", 2)).toEqual(["ผ้า", "าไ", "ไห"]);
    expect(characterNgrams("茶", 2)).toEqual([]);
  });
});
