import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { readRows } from "../../../trainer/data/read-rows.ts";
import { silentProgress } from "../../../trainer/progress/progress.ts";
import { readTrainingData } from "../../../trainer/train/read-data.ts";
import { csvFile } from "../data/files.ts";

const columns = { title: "name", levels: ["dept", "class"] };
const lines = Array.from({ length: 40 }, (_, k) => `"T ""${k}"", big",d${k % 2},c${k % 4}`);
const csv = `name,dept,class\n${lines.join("\n")}\n`;

test("without a hold-out all rows are for training and nothing is written", async () => {
  const file = await csvFile(csv);
  const out = join(dirname(file), "model.msgpack");
  const { dataSet, heldOut } = await readTrainingData(
    {
      data: [file],
      ...columns,
      out,
      seed: 1,
      keepDuplicates: false,
    },
    silentProgress,
  );
  expect(dataSet.titles).toHaveLength(40);
  expect(heldOut).toBeNull();
  expect(await readdir(dirname(file))).toEqual(["rows.csv"]);
});

test("held-out rows are written beside the model, in a file that reads back the same", async () => {
  const file = await csvFile(csv);
  const out = join(dirname(file), "model.msgpack");
  const options = { data: [file], ...columns, out, seed: 1, keepDuplicates: false, holdout: 0.25 };
  const { dataSet, heldOut } = await readTrainingData(options, silentProgress);
  expect(heldOut).toEqual({
    file: join(dirname(file), "model.holdout.csv"),
    titles: expect.objectContaining({ length: 10 }),
  });
  expect(dataSet.titles).toHaveLength(30);

  const all = (await readRows([file], columns)).rows;
  const back = (await readRows([heldOut?.file ?? ""], columns)).rows;
  const record = ({ title, path }: (typeof all)[number]) => [title, ...path];
  const training = new Set(dataSet.titles);
  expect(back.map(record)).toEqual(all.filter(({ title }) => !training.has(title)).map(record));
});

test("rows that are lost are told before the lack of a second class, with the option that reads them", async () => {
  const merged = `name,dept,class\na,toys,games\n${"b,,games\n".repeat(3)}c,,tea\n`;
  const file = await csvFile(merged);
  const options = { data: [file], ...columns, out: join(dirname(file), "m"), seed: 1, keepDuplicates: false };
  const said: string[] = [];
  const progress = { ...silentProgress, say: (line: string) => void said.push(line) };
  await expect(readTrainingData(options, progress)).rejects.toMatchObject({
    code: "bad-input",
    message: expect.stringMatching(/^4 of 5 rows cannot be used, .*; try --fill-down/),
  });
  expect(said).toEqual([`${file}: 4 rows skipped (no dept): lines 3, 4, 5, 6`]);
  const { dataSet } = await readTrainingData({ ...options, fillDown: true, keepDuplicates: true }, progress);
  expect(dataSet.titles).toHaveLength(5);
  await expect(readTrainingData({ ...options, maxBadRows: 4 }, progress)).rejects.toMatchObject({
    code: "one-class",
  });
});

test("rows without a class are not held out", async () => {
  const file = await csvFile(`${csv}unlabelled,,\n`);
  const options = { data: [file], ...columns, out: join(dirname(file), "m"), seed: 1, keepDuplicates: false };
  for (let seed = 1; seed < 6; seed++) {
    const { heldOut } = await readTrainingData({ ...options, seed, holdout: 0.8 }, silentProgress);
    expect(heldOut?.titles).not.toContain("unlabelled");
  }
});
