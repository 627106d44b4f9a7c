import { expect, test } from "vitest";
import { silentProgress } from "../../../../trainer/progress/progress.ts";
import type { TrainOptions } from "../../../../trainer/train/options.ts";
import { planOnly } from "../../../../trainer/train/plan-training.ts";
import { prepareData } from "../../../../trainer/train/prepare-data.ts";
import { root } from "../../../fixtures/committed-files.ts";
import { csvFile } from "../../data/files.ts";

const options: TrainOptions = {
  ...{ data: [`${root}data/sample/products.csv`], title: "title", levels: ["parent", "child"] },
  ...{ out: "not-written.msgpack", preset: "quick", chains: 2, warmup: 20, draws: 20, seed: 1 },
  ...{ threads: 1, backend: "kernel", maxBytes: 10_000_000, keepDuplicates: false, plan: true },
};

/** Three levels, with six classes below each one. */
function deepCatalogue(): string {
  // Words without digits, which are folded.
  const word = (number: number) => [...number.toString(6)].map((digit) => "abcdef"[Number(digit)]).join("");
  const rows = Array.from({ length: 2 * 216 }, (_, row) => {
    const path = [6, 36, 216].map((classes) => `${word(row % classes)}${word(classes)}`);
    return [`${path.join(" ")} ${word(row % 211)} ${word(row % 97)}`, ...path].join(",");
  });
  return ["title,one,two,three", ...rows].join("\n");
}

/** Options for such a catalogue, whose file goes away with the test. */
async function deepOptions(): Promise<TrainOptions> {
  const file = await csvFile(deepCatalogue());
  return { ...options, data: [file], levels: ["one", "two", "three"] };
}

test("the plan of the factorised form takes less disk and time than that of the flat one", async () => {
  const deep = await deepOptions();
  const flat = await planOnly(deep, silentProgress);
  const factorised = await planOnly({ ...deep, form: "factorised" }, silentProgress);
  expect(factorised.disk).toBeLessThan(flat.disk);
  // A title meets 36, 36 and 6 leaves, and not 216.
  expect(factorised.seconds?.chains).toBeLessThan(flat.seconds?.chains ?? 0);
}, 120_000);

test("the form is chosen by size, and a model that cannot fit is refused before the sampling", async () => {
  const deep = await deepOptions();
  const said: string[] = [];
  const progress = { ...silentProgress, say: (line: string) => said.push(line) };
  const { nodes } = await prepareData({ ...deep, form: "auto" }, progress);
  // 432 titles of 216 classes are few.
  expect(nodes).toBeNull();
  await prepareData({ ...deep, form: "factorised" }, progress);
  expect(said).toContainEqual(
    expect.stringMatching(/^\d+ features, 43 nodes of 2 to 36 classes: [\d,]+ coefficients$/),
  );
  await expect(
    prepareData({ ...deep, form: "factorised", maxBytes: 20_000 }, progress),
  ).rejects.toMatchObject({ code: "bad-usage" });
}, 120_000);

test("a time limit is kept by shorter chains, and refused where the shortest do not fit", async () => {
  const deep = await deepOptions();
  const said: string[] = [];
  const progress = { ...silentProgress, say: (line: string) => said.push(line) };
  const limited: TrainOptions = { ...deep, form: "factorised", chains: 4, warmup: 200, draws: 200 };
  const { lengths } = await planOnly({ ...limited, maxTime: { seconds: 36_000, fixed: {} } }, progress);
  expect(lengths).toEqual({ chains: 4, warmup: 200, draws: 200 });
  const all = await planOnly(limited, silentProgress);
  const seconds = Object.values(all.seconds ?? {}).reduce((sum, one) => sum + one, 0) / 3;
  const short = await planOnly({ ...limited, maxTime: { seconds, fixed: { chains: 4 } } }, progress);
  expect(short.lengths.chains).toBe(4);
  expect(short.lengths.warmup + short.lengths.draws).toBeLessThan(400);
  expect(said.join("\n")).toMatch(
    /--max-time \d:\d\d: 4 chains of \d+ \+ \d+ in place of 4 chains of 200 \+ 200/,
  );
  const refused = planOnly({ ...limited, maxTime: { seconds: 0.01, fixed: {} } }, silentProgress);
  await expect(refused).rejects.toMatchObject({
    code: "bad-usage",
    message: expect.stringMatching(/^2 chains of 19 \+ 20 are the least/),
  });
  const double = planOnly({ ...limited, backend: "double", maxTime: { seconds, fixed: {} } }, silentProgress);
  await expect(double).rejects.toThrow("--max-time needs --backend kernel");
}, 120_000);
