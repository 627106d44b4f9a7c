import { beforeAll, expect, test, vi } from "vitest";
import { indexTree } from "../../../../../shared/tree/taxonomy.ts";
import { ensureKernel } from "../../../../../trainer/kernel/build.ts";
import { nodePreset, presets } from "../../../../../trainer/model/preset.ts";
import { silentProgress } from "../../../../../trainer/progress/progress.ts";
import { heldOutRegression, withScales } from "../../../../../trainer/train/held-out/held-out-split.ts";
import { chooseNodeLeaves } from "../../../../../trainer/train/nodes/held-out/choose-leaves.ts";
import { chooseNodeScales } from "../../../../../trainer/train/nodes/held-out/choose-scales.ts";
import { uniforms } from "../../../../fixtures/uniforms.ts";

vi.setConfig({ testTimeout: 60_000 });
beforeAll(ensureKernel, 120_000);

const tree = indexTree({
  labels: ["", "a", "b", "a1", "a2", "b1", "b2"],
  parents: [-1, 0, 0, 1, 1, 2, 2],
  levels: ["department", "category"],
});
/** Two words for each category. No word alone says anything of the department. */
const exclusive = [
  ["red", "round"],
  ["blue", "square"],
  ["red", "square"],
  ["blue", "round"],
];
/** Words of the department, which say nothing of the category. */
const plain = [
  ["red", "round"],
  ["red", "round"],
  ["blue", "square"],
  ["blue", "square"],
];

/** Titles of the words of their category, in any order, with others in between. */
function choose(
  words: readonly (readonly string[])[],
  { hasRoom = true, usual = [0, 0] }: { hasRoom?: boolean; usual?: number[] } = {},
) {
  const draw = uniforms(5);
  const noise = () => `n${Math.floor(40 * draw())}`;
  const labels = Int32Array.from({ length: 600 }, (_, i) => i % 4);
  const titles = Array.from(labels, (label) => {
    const [first = "", second = ""] = words[label] ?? [];
    const [one, other] = draw() < 0.5 ? [first, second] : [second, first];
    return `${one} ${noise()} ${noise()} ${other} ${noise()}`;
  });
  const said: string[] = [];
  const progress = { ...silentProgress, say: (line: string) => said.push(line) };
  const preset = nodePreset(presets.quick);
  const trial = heldOutRegression(preset, { titles, labels, tree }, { tablesFor: () => [] }, 1);
  if (trial === null) throw new Error("too few titles");
  // As in a run, the scales are chosen first.
  const scales = chooseNodeScales(preset, trial, 1, silentProgress);
  const scaled = withScales(trial, nodePreset(preset, scales));
  return {
    leaves: chooseNodeLeaves({ usual, tree, hasRoom: () => hasRoom }, () => scaled, 1, progress),
    said,
  };
}

/** What a line says: who is known, and the losses with the children alone and with both. */
function readLine(line = "") {
  const [, known, alone, both] =
    /^nodes above department know their children (.*), by the held-out log-loss \(children alone ([\d.]+), both ([\d.]+) nats\)$/.exec(
      line,
    ) ?? [];
  return { known, alone: Number(alone), both: Number(both) };
}

test("the root knows the classes below its children where these are not linear, and says so", () => {
  const { leaves, said } = choose(exclusive);
  const { known, alone, both } = readLine(said[0]);
  expect(said).toHaveLength(1);
  expect(known).toBe("and the classes below them");
  expect(leaves).toEqual([256, 0]);
  expect(both).toBeLessThan(alone - 0.1);
});

test("nodes know their children alone where that is as good", () => {
  const { leaves, said } = choose(plain);
  expect(leaves).toEqual([0, 0]);
  const { known, alone, both } = readLine(said[0]);
  expect(known).toBe("alone");
  expect(both).toBeGreaterThan(alone - 0.002);
});

test("nothing is tried where there is no room, or where nodes know several levels anyway", () => {
  expect(choose(exclusive, { hasRoom: false })).toEqual({ leaves: [0, 0], said: [] });
  expect(choose(exclusive, { usual: [128, 128] })).toEqual({ leaves: [128, 128], said: [] });
});
