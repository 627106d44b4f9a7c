import { beforeAll, expect, test, vi } from "vitest";
import { buildDataSet } from "../../../../trainer/data/build-data-set.ts";
import { ensureKernel } from "../../../../trainer/kernel/build.ts";
import { nodePreset, presets } from "../../../../trainer/model/preset.ts";
import { silentProgress } from "../../../../trainer/progress/progress.ts";
import { heldOutRegression } from "../../../../trainer/train/held-out/held-out-split.ts";
import { chooseNodeScales } from "../../../../trainer/train/nodes/choose-scales.ts";
import { uniforms } from "../../../fixtures/uniforms.ts";

vi.setConfig({ testTimeout: 60_000 });
beforeAll(ensureKernel, 120_000);

const noVectors = { tablesFor: () => [] };
const kinds = ["tea", "coffee", "robot", "puzzle"];

/**
 * Titles of four classes in two departments. A share of them has a department at random, with the
 * same place in it, or else any class.
 */
function dataOf(count: number, noise: number, top: boolean) {
  const next = uniforms(5);
  const rows = Array.from({ length: count }, (_, row) => {
    const kind = row % 4;
    const [isWrong, any] = [next() < noise, Math.floor(4 * next())];
    const label = !isWrong ? kind : top ? 2 * (any % 2) + (kind % 2) : any;
    const title = `${kinds[kind]} ${"abcdefgh"[row % 8]}${"klmnopq"[row % 7]}xy ${String.fromCharCode(97 + (row % 13))}zzz`;
    return { file: "f", row, title, path: [label < 2 ? "drinks" : "toys", kinds[label] ?? ""] };
  });
  return buildDataSet({ rows, skipped: [] }, { levels: ["one", "two"], keepDuplicates: true });
}

function choose(count: number, noise: number, preset = presets.quick, top = false) {
  const said: string[] = [];
  const progress = { ...silentProgress, say: (line: string) => said.push(line) };
  const data = dataOf(count, noise, top);
  const nodes = nodePreset(preset);
  const chosen = chooseNodeScales(nodes, heldOutRegression(nodes, data, noVectors, 1), 1, progress);
  return { chosen, scales: chosen.scalePriors(data.tree), said };
}

/** What a line says of a depth: its level, the scale chosen, and the losses of those tried. */
function readLine(line = "") {
  const [, level, chosen] =
    /^scale of the nodes of (\w+): ([\d.]+), by the held-out log-loss/.exec(line) ?? [];
  const tried = [...line.matchAll(/(0\.\d+) (\d\.\d{3})/g)].map(([, scale, loss]) => {
    return { scale: Number(scale), loss: Number(loss) };
  });
  return { level, chosen: Number(chosen), tried };
}

test("the scale of the least held-out loss is taken for each level, and said with what was tried", () => {
  const { scales, said } = choose(240, 0.3);
  const lines = said.map(readLine);
  expect(lines.map(({ level }) => level)).toEqual(["one", "two"]);
  for (const { chosen, tried } of lines) {
    expect(tried.length).toBeGreaterThanOrEqual(2);
    expect(tried[0]?.scale).toBe(0.2);
    const [best] = tried.toSorted((a, b) => a.loss - b.loss);
    expect(chosen).toBe(best?.scale);
  }
  const [root, ...others] = scales;
  expect(root).toEqual({ kind: "fixed", value: lines[0]?.chosen });
  expect(others).toEqual(others.map(() => ({ kind: "fixed", value: lines[1]?.chosen })));
});

test("the wrong labels of a level ask for a smaller scale there", () => {
  const scalesAt = (noise: number, top: boolean) =>
    choose(240, noise, presets.quick, top).scales.flatMap((prior) =>
      prior.kind === "fixed" ? [prior.value] : [],
    );
  const [root = 0, below = 0] = scalesAt(0, true);
  const [noisyRoot = 0, same = 0] = scalesAt(0.5, true);
  expect(noisyRoot).toBeLessThan(root);
  expect(same).toBe(below);
  const [, noisyBelow = 0] = scalesAt(0.5, false);
  expect(noisyBelow).toBeLessThan(below);
});

test("few titles have the usual scale, and a preset that learns its scales keeps them", () => {
  const few = choose(60, 0);
  expect(few.scales[0]).toEqual({ kind: "fixed", value: 0.2 });
  expect(few.said).toEqual([]);
  expect(choose(240, 0, presets.bayes).chosen).toBe(presets.bayes);
});
