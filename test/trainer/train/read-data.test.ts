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
