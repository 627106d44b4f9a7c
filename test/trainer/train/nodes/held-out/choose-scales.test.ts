import { beforeAll, expect, test, vi } from "vitest";
import { ensureKernel } from "../../../../../trainer/kernel/build.ts";
import { nodePreset, presets } from "../../../../../trainer/model/preset.ts";
import { silentProgress } from "../../../../../trainer/progress/progress.ts";
import { heldOutRegression } from "../../../../../trainer/train/held-out/held-out-split.ts";
import { chooseNodeScales } from "../../../../../trainer/train/nodes/held-out/choose-scales.ts";
import { noisyCatalogue } from "../../../../fixtures/noisy-catalogue.ts";

vi.setConfig({ testTimeout: 60_000 });
beforeAll(ensureKernel, 120_000);

const noVectors = { tablesFor: () => [] };
function choose(
  count: number,
  noise: number,
  preset = presets.quick,
  wrong: "class" | "department" = "class",
) {
  const said: string[] = [];
  const progress = { ...silentProgress, say: (line: string) => said.push(line) };
  const data = noisyCatalogue(count, noise, wrong);
  const nodes = nodePreset(preset);
  const scales = chooseNodeScales(nodes, heldOutRegression(nodes, data, noVectors, 1), 1, progress);
  return { scales, said };
}

/** What a line says of a depth: its level, the scale chosen, and the losses of those tried. */
function readLine(line = "") {
  const [, level, chosen] =
    /^scale of the nodes above (\w+): ([\d.]+), by the held-out log-loss/.exec(line) ?? [];
  const tried = [...line.matchAll(/(0\.\d+) (\d\.\d{3})/g)].map(([, scale, loss]) => {
    return { scale: Number(scale), loss: Number(loss) };
  });
  return { level, chosen: Number(chosen), tried };
}

test("the scale of the least held-out loss is taken for each level, and said with what was tried", () => {
  const { scales, said } = choose(600, 0.3);
  const lines = said.map(readLine);
  expect(lines.map(({ level }) => level)).toEqual(["one", "two"]);
  for (const { chosen, tried } of lines) {
    expect(tried.length).toBeGreaterThanOrEqual(2);
    expect(tried[0]?.scale).toBe(0.2);
    const [best] = tried.toSorted((a, b) => a.loss - b.loss);
    expect(chosen).toBe(best?.scale);
  }
  expect(scales).toEqual(lines.map(({ chosen }) => chosen));
});

test("the wrong labels of a level ask for a smaller scale there", () => {
  const scalesAt = (noise: number, wrong: "class" | "department") =>
    choose(400, noise, presets.quick, wrong).scales ?? [];
  const [root = 0, below = 0] = scalesAt(0, "department");
  const [noisyRoot = 0, same = 0] = scalesAt(0.5, "department");
  expect(noisyRoot).toBeLessThan(root);
  expect(same).toBe(below);
  const [, noisyBelow = 0] = scalesAt(0.5, "class");
  expect(noisyBelow).toBeLessThan(below);
});

test("few titles have the usual scale, and a preset that learns its scales keeps them", () => {
  expect(choose(60, 0)).toEqual({ scales: undefined, said: [] });
  expect(choose(240, 0, presets.bayes)).toEqual({ scales: undefined, said: [] });
});
