import { expect, test } from "vitest";
import { curvesPicture } from "../../../docs/pictures/curves-picture.ts";
import type { CurvesOfLevel } from "../../../trainer/report/plots/curves.ts";

/** A level with `dots` bins that have titles, beside an empty one. */
function level(name: string, dots: number): CurvesOfLevel {
  const empty = { from: 0, to: 0.5, titles: 0, confidence: null, accuracy: null };
  const filled = { from: 0.5, to: 1, titles: 8, confidence: 0.75, accuracy: 0.5 };
  const points = [
    { coverage: 0.5, accuracy: 1 },
    { coverage: 1, accuracy: 0.75 },
  ];
  return {
    name,
    reliability: [empty, ...Array.from({ length: dots }, () => filled)],
    coverage: { area: 0.9, points },
  };
}

const count = (svg: string, pattern: RegExp) => [...svg.matchAll(pattern)].length;

test("each level has a dot for every bin with titles, one curve and its name in both panels", () => {
  const svg = curvesPicture([level("department", 3), level("category", 2)]);
  expect(count(svg, /<circle /g)).toBe(5);
  expect(count(svg, />department</g)).toBe(2);
  expect(count(svg, />category</g)).toBe(2);
  expect(count(svg, /aria-label="line"/g)).toBe(3);
});

test("it is a document of its own, the same for the same evaluation, readable on dark pages", () => {
  const svg = curvesPicture([level("department", 1)]);
  expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  expect(svg).toContain("prefers-color-scheme: dark");
  expect(curvesPicture([level("department", 1)])).toBe(svg);
});

test("names from a catalogue are escaped", () => {
  expect(curvesPicture([level("<script>&", 1)])).not.toContain("<script>");
});
