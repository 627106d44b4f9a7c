import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findPython } from "../../../bench/peers/peer-process.ts";
import { loadModel } from "../../../trainer/artifact/load-model.ts";
import { openDraws } from "../../../trainer/chains/draw-file.ts";
import { nodeFolder } from "../../../trainer/chains/run-folder.ts";
import { readTrace } from "../../../trainer/chains/trace.ts";
import { rHat } from "../../../trainer/diagnostics/r-hat.ts";
import { chooseSoftmax, type Softmax, shapeOfSoftmax } from "../../../trainer/draws/softmax.ts";
import { hedge } from "../commands/cli.ts";

let folder = "";
const at = (...names: string[]) => join(folder, ...names);
const draws = (...args: string[]) => hedge("draws", [at("m.run"), ...args]);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hedge-test-"));
  const rows = ["black tea,food,tea", "green tea,food,tea", "plum jam,food,jam", "red robot,toys,robots"];
  await writeFile(at("titles.csv"), `title,parent,child\n${rows.join("\n")}\nteddy,toys,bears\n`);
  const options = [
    ...["--data", at("titles.csv"), "--levels", "parent,child", "--preset", "bayes"],
    ...["--chains", "2", "--warmup", "10", "--draws", "12", "--calibration", "0", "--word-vectors", "none"],
  ];
  await hedge("train", [...options, "--out", at("m.msgpack")]);
  await hedge("train", [...options, "--out", at("f.msgpack"), "--form", "factorised"]);
  await draws("--out", at("d.zarr"), "--words", "tea,(intercept)", "--classes", "food > jam,toys");
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

const json = async (path: string) => JSON.parse(await readFile(at("d.zarr", path), "utf8"));
const doubles = async (path: string, store = "d.zarr") => {
  const bytes = await readFile(at(store, path));
  return [...new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))];
};

/** The second chain's coefficients of features for classes, draw by draw. */
function coefficients(softmax: Softmax, features: readonly number[], classes: readonly string[]): Buffer {
  const shape = shapeOfSoftmax(softmax);
  const file = openDraws(softmax.folder, 2, 12, shape);
  const [beta, scales] = [new Float32Array(shape.features * shape.columns), new Float32Array(shape.groups)];
  const wanted = features.flatMap((feature) =>
    classes.map((name) => softmax.features.indexOf(feature) * shape.columns + softmax.classes.indexOf(name)),
  );
  const values = Array.from({ length: 12 }, (_, draw) => {
    file.read(12 + draw, beta, scales);
    return wanted.map((place) => beta[place] ?? Number.NaN);
  });
  file.close();
  return Buffer.from(new Float32Array(values.flat()).buffer);
}

describe("the store", () => {
  test("has what the traces have, chain by chain", async () => {
    for (const chain of [0, 1]) {
      const trace = readTrace(at("m.run"), chain);
      expect(trace).toHaveLength(12);
      expect(await doubles(`sample_stats/lp/${chain}.0`)).toEqual(trace.map(({ logDensity }) => logDensity));
      const logits = await doubles(`posterior/logit/${chain}.0.0`);
      expect(logits).toEqual(trace.flatMap(({ logits }) => logits));
      expect(await doubles(`posterior/scale/${chain}.0.0`)).toEqual(trace.flatMap(({ scales }) => scales));
    }
    expect(await json("posterior/scale/.zarray")).toMatchObject({ dtype: "<f8", shape: [2, 12, 3] });
    expect(await json("posterior/scale/.zattrs")).toEqual({ _ARRAY_DIMENSIONS: ["chain", "draw", "group"] });
    const labels = (await readFile(at("d.zarr/posterior/group/0"))).toString("utf16le").replaceAll("\0", " ");
    expect(labels.replace(/ +/g, " ").trim()).toBe("( r o o t ) f o o d t o y s");
  });

  test("has the coefficients asked for", async () => {
    const { model } = await loadModel(at("m.msgpack"));
    const features = [1 + model.vocabulary.terms.find("tea"), 0];
    const expected = coefficients(chooseSoftmax(at("m.run"), model, undefined), features, [
      "food > jam",
      "toys",
    ]);
    expect(await readFile(at("d.zarr/posterior/beta/1.0.0.0"))).toEqual(expected);
  });

  test("has all metadata in one file, too", async () => {
    const { metadata } = await json(".zmetadata");
    for (const path of ["posterior/beta/.zarray", "sample_stats/diverging/.zattrs", "posterior/.zgroup"])
      expect(metadata[path]).toEqual(await json(path));
  });
});

describe("the store of a factorised run", () => {
  test("has the draws of the root's softmax, and says that there are others", async () => {
    const { status, stderr } = await hedge("draws", [at("f.run"), "--out", at("root.zarr")]);
    expect(status).toBe(0);
    expect(stderr).toContain(`the root's softmax, one of 3; --node "food" has another`);
    const energies = readTrace(nodeFolder(at("f.run"), 0), 1).map(({ energy }) => energy);
    expect(await doubles("sample_stats/energy/1.0", "root.zarr")).toEqual(energies);
  });

  test("has those of another, with coefficients for the classes below", async () => {
    const words = ["--words", "tea,(intercept)", "--classes", "food > jam,food > tea"];
    await hedge("draws", [at("f.run"), "--out", at("food.zarr"), "--node", "food", ...words]);
    const { model } = await loadModel(at("f.msgpack"));
    const softmax = chooseSoftmax(at("f.run"), model, "food");
    const [place = 0] = model.tree.children[0] ?? [];
    expect(softmax.folder).toBe(nodeFolder(at("f.run"), place));
    const features = [1 + model.vocabulary.terms.find("tea"), 0];
    const expected = coefficients(softmax, features, ["food > jam", "food > tea"]);
    expect(await readFile(at("food.zarr/posterior/beta/1.0.0.0"))).toEqual(expected);
    const scales = readTrace(softmax.folder, 0).map(({ scales }) => scales[0]);
    expect(await doubles("posterior/scale/0.0.0", "food.zarr")).toEqual(scales);
  });

  test.each([
    ["a class without a softmax", ["--node", "food > tea"], /"food > tea" has no two children .*"food"/],
    ["a word that it has no draws of", ["--node", "food", "--words", "robot"], /another word or --node/],
    ["a class elsewhere", ["--node", "food", "--classes", "toys"], /no class "toys" in this softmax/],
  ])("%s is an error", async (_, args, message) => {
    const { status, stderr } = await hedge("draws", [at("f.run"), "--out", at("none.zarr"), ...args]);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });
});

test("replaces a store, and no other folder", async () => {
  expect((await draws("--out", at("d2.zarr"))).status).toBe(0);
  expect((await draws("--out", at("d2.zarr"))).status).toBe(0);
  const { status, stderr } = await draws("--out", folder, "--model", at("m.msgpack"));
  expect(status).toBe(2);
  expect(stderr).toContain("is there already, with other content");
});

test.each([
  ["an unknown word", ["--words", "zzz"], /The model has no word "zzz"/],
  ["an unknown class", ["--classes", "zzz"], /There is no class "zzz" in this softmax; write its path/],
  ["a node of a flat model", ["--node", "food"], /one softmax over all classes; leave out --node/],
])("%s is an error", async (_, args, message) => {
  const { status, stderr } = await draws("--out", at("none.zarr"), ...args);
  expect(status).toBe(2);
  expect(stderr).toMatch(message);
});

const python = findPython(["arviz", "zarr"]);
test.skipIf(python === null)("ArviZ opens it, and finds the R-hat that hedge finds", async () => {
  const program = `
import sys, arviz as az, xarray as xr
d = az.InferenceData.from_datatree(xr.open_datatree(sys.argv[1], engine="zarr"))
print(*d.posterior.beta.sel({"word": "tea", "class": "toys"}).shape)
print(az.rhat(d.posterior.scale).scale.sel(group="food").item())
`;
  const found = execFileSync(python ?? "", ["-c", program, at("d.zarr")], { encoding: "utf8" });
  const [shape, value] = found.split("\n");
  expect(shape).toBe("2 12");
  const scales = [0, 1].map((chain) => readTrace(at("m.run"), chain).map(({ scales }) => scales[1] ?? 0));
  expect(Number(value)).toBeCloseTo(rHat(scales.map((one) => Float64Array.from(one))), 10);
});
