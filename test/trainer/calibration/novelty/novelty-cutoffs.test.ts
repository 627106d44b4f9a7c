import { describe, expect, test } from "vitest";
import { noCutoff } from "../../../../shared/artifact/novelty-tests.ts";
import {
  findNoveltyCutoffs,
  type TestedTitle,
} from "../../../../trainer/calibration/novelty/novelty-cutoffs.ts";
import { uniforms } from "../../../fixtures/uniforms.ts";

function isRefused(scores: TestedTitle, cutoffs: readonly number[]): boolean {
  return scores.some((score, level) => score > (cutoffs[level] ?? noCutoff));
}

/**
 * Titles with dependent scores at two levels, of which four in five have an answer that the tests
 * would change.
 */
function knownTitles(count: number, draw: () => number): TestedTitle[] {
  return Array.from({ length: count }, () => {
    const shared = draw();
    const scores = [shared + draw(), 2 * shared - draw()];
    return draw() < 0.8 ? scores : [];
  });
}

describe("cutoffs of the novelty tests", () => {
  test("refuse at most the share alpha of further titles of known classes", () => {
    const draw = uniforms(1);
    const [alpha, sets, fresh] = [0.05, 400, 100];
    let refused = 0;
    for (let set = 0; set < sets; set++) {
      const cutoffs = findNoveltyCutoffs(knownTitles(79, draw), 2, alpha);
      refused += knownTitles(fresh, draw).filter((scores) => isRefused(scores, cutoffs)).length;
    }
    // The share of one set has about the beta distribution of the 4th smallest of 80 uniform
    // numbers: standard deviation 0.024, and binomial noise of 0.022. Three standard errors of the
    // mean of 400: a false alarm once in 700 seeds.
    const error = Math.sqrt((0.024 ** 2 + 0.022 ** 2) / sets);
    expect(refused / (sets * fresh)).toBeLessThan(alpha + 3 * error);
    // And the budget is used: exactly alpha is expected without ties.
    expect(refused / (sets * fresh)).toBeGreaterThan(alpha - 3 * error);
  });

  test("give the top level half of the budget, and a lower level what is left", () => {
    const titles = Array.from({ length: 99 }, (_, k): TestedTitle => [k, -k]);
    // Four of a hundred: the two highest at the top, then the two highest below among the others.
    expect(findNoveltyCutoffs(titles, 2, 0.04)).toEqual([97, -1]);
    expect(findNoveltyCutoffs(titles, 1, 0.04)).toEqual([95]);
  });

  test("test nothing where titles are too few, or where they would change no answer", () => {
    expect(findNoveltyCutoffs([[1, 2]], 2, 0.03)).toEqual([noCutoff, noCutoff]);
    expect(findNoveltyCutoffs(new Array(99).fill([]), 2, 0.04)).toEqual([noCutoff, noCutoff]);
    expect(findNoveltyCutoffs([], 2, 0)).toEqual([noCutoff, noCutoff]);
  });

  test("leave a rule that answers few titles four fifths of its answers", () => {
    const titles = Array.from({ length: 1000 }, (_, k): TestedTitle => (k < 20 ? [k, -k] : []));
    const cutoffs = findNoveltyCutoffs(titles, 2, 0.03);
    expect(titles.filter((scores) => isRefused(scores, cutoffs)).length).toBeLessThanOrEqual(4);
    expect(cutoffs).toEqual([18, -1]);
  });
});
