import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { indexTree } from "../../../shared/tree/taxonomy.ts";
import { readClassPrior } from "../../../trainer/data/class-prior.ts";
import { folderWith } from "./files.ts";

/** Food with jam and tea; toys, which ends early. Leaves in order: toys, jam, tea. */
const tree = indexTree({
  labels: ["", "food", "toys", "jam", "tea"],
  parents: [-1, 0, 0, 1, 1],
  levels: ["parent", "child"],
});

async function read(content: string) {
  const folder = await folderWith({ "shares.csv": content });
  return readClassPrior(join(folder, "shares.csv"), tree);
}

describe("a class prior", () => {
  test("is that of the data, uniform over the lowest classes, or given", async () => {
    expect(await readClassPrior("data", tree)).toEqual({ name: "data", shares: null, leftOut: [] });
    const uniform = await readClassPrior("uniform", tree);
    expect([...(uniform.shares ?? [])]).toEqual([1 / 3, 1 / 3, 1 / 3]);
    const given = await read("parent,child,share\nfood,tea,0.5\ntoys,,0.3\nfood,jam,0.2\n");
    expect([...(given.shares ?? [])]).toEqual([0.3, 0.2, 0.5]);
    expect(given.name).toMatch(/^file sha256:[0-9a-f]{16}$/);
  });

  test("leaves out the shares of classes that are declared without titles", async () => {
    const declared = { ...tree, taxonomy: { ...tree.taxonomy, declared: [["food", "cake"]] } };
    const text = "parent,child,share\nfood,tea,0.5\ntoys,,0.3\nfood,cake,0.4\nfood,jam,0.2\n";
    const folder = await folderWith({ "shares.csv": text });
    const { shares, leftOut } = await readClassPrior(join(folder, "shares.csv"), declared);
    expect([...(shares ?? [])]).toEqual([0.3, 0.2, 0.5]);
    expect(leftOut).toEqual([["food", "cake"]]);
  });

  test("may stand in any file that titles may, with paths in one column", async () => {
    const levels = ["class 1", "class 2"];
    const paths = { ...tree, taxonomy: { ...tree.taxonomy, levels } };
    const folder = await folderWith({
      "shares.jsonl":
        '{"Share": 5, "class": "food > tea"}\n{"Share": 3, "class": "toys"}\n{"Share": 2, "class": "food > jam"}\n',
    });
    const { shares } = await readClassPrior(join(folder, "shares.jsonl"), paths);
    expect([...(shares ?? [])]).toEqual([0.3, 0.2, 0.5]);
  });

  test("may be given as weights of any sum, with other columns and blank lines between", async () => {
    const weights = await read("note,weight,child,parent\nx,50,tea,food\n\ny,30,,toys\nz,20,jam,food\n");
    expect([...(weights.shares ?? [])]).toEqual([0.3, 0.2, 0.5]);
  });

  test.each([
    ["", "empty-data", /shares\.csv" is empty; it needs a header line/],
    ["parent,share\n", "missing-column", /has no column "child"; its columns are "parent", "share"/],
    ["parent,child\n", "missing-column", /has no column "share" or "weight"/],
    ["parent,child,share,share\n", "bad-input", /two columns "share"/],
    ["parent,child,share,weight\n", "bad-input", /a column "share" and a column "weight"; keep one/],
    ["parent,child,share\nfood,tea,1,2\n", "bad-input", /line 2: 4 fields where the header has 3/],
    [
      "parent,child,share\nfood,tea,1\nfood,cake,1\n",
      "bad-input",
      /line 3: "food > cake" is no lowest class/,
    ],
    ["parent,child,share\nfood,,1\n", "bad-input", /line 2: "food" is no lowest class/],
    ["parent,child,share\nfood,tea,1\nfood,tea,1\n", "bad-input", /line 3: "food > tea" stands in line 2/],
    [
      "parent,child,share\nfood,tea,much\n",
      "bad-input",
      /line 2: column "share" is "much"; it must be a number/,
    ],
    ["parent,child,share\nfood,tea,\n", "bad-input", /line 2: no share; mend the row/],
    ["parent,child,weight\nfood,tea,0\n", "bad-input", /line 2: column "weight" is "0"/],
    ["parent,child,weight\nfood,tea,-1\n", "bad-input", /line 2: column "weight" is "-1"/],
    ["parent,child,weight\nfood,tea,Infinity\n", "bad-input", /line 2: column "weight" is "Infinity"/],
    ["parent,child,share\nfood,tea,1\n", "bad-input", /has no row for "toys", "food > jam"; column "share"/],
    ["parent,child,share\nfood,tea,1e308\nfood,jam,1e308\ntoys,,1e-300\n", "bad-input", /too far apart/],
    [
      'parent,child,share\n"food,tea,1\n',
      "bad-input",
      /line 2: a quote opens here and is never closed, so that 1 line is one record/,
    ],
  ])("%j is refused", async (content, code, message) => {
    await expect(read(content)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test("names the option where there is no such file", async () => {
    await expect(readClassPrior("unifrom", tree)).rejects.toMatchObject({
      code: "missing-file",
      message: 'There is no file "unifrom"; --class-prior takes data, uniform or a file of shares.',
    });
  });
});
