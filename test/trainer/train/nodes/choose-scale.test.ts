import { beforeAll, expect, test, vi } from "vitest";
import { buildDataSet } from "../../../../trainer/data/build-data-set.ts";
import { ensureKernel } from "../../../../trainer/kernel/build.ts";
import { presets } from "../../../../trainer/model/preset.ts";
import { silentProgress } from "../../../../trainer/progress/progress.ts";
import { chooseNodeScale } from "../../../../trainer/train/nodes/choose-scale.ts";
import { uniforms } from "../../../fixtures/uniforms.ts";

vi.setConfig({ testTimeout: 60_000 });
beforeAll(ensureKernel, 120_000);

const noVectors = { tablesFor: () => [] };
const kinds = ["tea", "coffee", "robot", "puzzle"];

/** Titles of four classes in two departments; a share of them has a class at random. */
function dataOf(count: number, noise: number) {
  const next = uniforms(5);
  const rows = Array.from({ length: count }, (_, row) => {
    const kind = row % 4;
    const label = next() < noise ? Math.floor(4 * next()) : kind;
    const title = `${kinds[kind]} ${"abcdefgh"[row % 8]}${"klmnopq"[row % 7]}xy ${String.fromCharCode(97 + (row % 13))}zzz`;
    return { file: "f", row, title, path: [label < 2 ? "drinks" : "toys", kinds[label] ?? ""] };
  });
  return buildDataSet({ rows, skipped: [] }, { levels: ["one", "two"], keepDuplicates: true });
}

function choose(count: number, noise: number, preset = presets.quick) {
  const said: string[] = [];
  const progress = { ...silentProgress, say: (line: string) => said.push(line) };
  const data = dataOf(count, noise);
  const chosen = chooseNodeScale(preset, data, noVectors, 1, progress);
  return { chosen, scales: chosen.scalePriors(data.tree), said };
}

test("the scale of the least held-out loss is taken, and said with what was tried", () => {
  const { scales, said } = choose(240, 0.3);
  const [line = ""] = said;
  const tried = [...line.matchAll(/(0\.\d+) (\d\.\d{3})/g)].map(([, scale, loss]) => [
    Number(scale),
    Number(loss),
  ]);
  expect(tried.length).toBeGreaterThanOrEqual(3);
  expect(tried[0]?.[0]).toBe(0.2);
  const [best] = tried.toSorted(([, a = 0], [, b = 0]) => a - b);
  expect(line).toMatch(new RegExp(`^scale of the nodes: ${best?.[0]}, by the held-out log-loss`));
  expect(scales).toEqual(scales.map(() => ({ kind: "fixed", value: best?.[0] })));
});

test("wrong labels ask for a smaller scale than right ones", () => {
  const chosenAt = (noise: number) => {
    const [first] = choose(240, noise).scales;
    return first?.kind === "fixed" ? first.value : Number.NaN;
  };
  expect(chosenAt(0.5)).toBeLessThan(chosenAt(0));
});

test("few titles have the usual scale, and a preset that learns its scales keeps them", () => {
  const few = choose(60, 0);
  expect(few.scales[0]).toEqual({ kind: "fixed", value: 0.2 });
  expect(few.said).toEqual([]);
  expect(choose(240, 0, presets.bayes).chosen).toBe(presets.bayes);
});
