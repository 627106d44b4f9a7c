import { join } from "node:path";
import { expect, test } from "vitest";
import { indexTree } from "../../../shared/tree/taxonomy.ts";
import { readDeclaredClasses } from "../../../trainer/data/declared-classes.ts";
import { folderWith } from "./files.ts";

const tree = indexTree({
  labels: ["", "food", "toys", "tea", "games"],
  parents: [-1, 0, 0, 1, 2],
  levels: ["parent", "child"],
});

async function declared(content: string, options = {}) {
  const folder = await folderWith({ "taxonomy.csv": content });
  return await readDeclaredClasses(join(folder, "taxonomy.csv"), tree, options);
}

test("gives the classes that have no titles, those above others first", async () => {
  const rows = "id,parent,child\n1,toys,kites\n2,garden,hoses\n3,food,tea\n4,toys,\n";
  expect(await declared(rows)).toEqual([["garden"], ["toys", "kites"], ["garden", "hoses"]]);
});

test("takes a column of paths, and lists of paths as Google and Shopify have them", async () => {
  const expected = [["garden"], ["toys", "kites"]];
  expect(await declared("category\ntoys > kites\ngarden\n", { path: "category" })).toEqual(expected);
  const google = "# Google_Product_Taxonomy_Version: 2021-09-21\n";
  expect(await declared(`${google}toys\ntoys > kites\ngarden\n`)).toEqual(expected);
  expect(await declared(`${google}1 - toys\n2 - toys > kites\n3 - garden\n`)).toEqual(expected);
  const shopify =
    "gid://shopify/TaxonomyCategory/tg-1 : toys > kites\ngid://shopify/TaxonomyCategory/g : garden\n";
  expect(await declared(shopify)).toEqual(expected);
});

test("another spelling of a class is that class where labels are merged", async () => {
  const rows = "parent,child\nToys,Kites\nFOOD,Tea\n";
  expect(await declared(rows, { mergeLabels: true })).toEqual([["toys", "Kites"]]);
  expect(await declared(rows)).toHaveLength(4);
});

test("a file without the columns, and a path that is too deep, are errors", async () => {
  await expect(declared("a,b\n1,2\n")).rejects.toMatchObject({ code: "missing-column" });
  await expect(declared("toys > kites > small\n")).rejects.toMatchObject({
    code: "bad-input",
    message: expect.stringContaining('"toys > kites > small" has 3 levels where the data have 2'),
  });
});
