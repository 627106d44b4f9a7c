import { join } from "node:path";
import { expect, test } from "vitest";
import { loadModel } from "../../../trainer/artifact/load-model.ts";
import { packModel } from "../../../trainer/train/pack-model.ts";
import { exampleParts } from "../../fixtures/example-model.ts";
import { folderWith } from "../data/files.ts";

test("loads what was packed", async () => {
  const { bytes, hash } = await packModel(exampleParts());
  const folder = await folderWith({ "m.msgpack": bytes });
  const loaded = await loadModel(join(folder, "m.msgpack"));
  expect(loaded.model.hash).toBe(hash);
  expect(loaded.bytes).toBe(bytes.length);
});

test("a missing, empty, truncated or changed file, and a folder, are refused with the file's name", async () => {
  const { bytes } = await packModel(exampleParts());
  const changed = bytes.slice();
  changed[bytes.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  const folder = await folderWith({
    "empty.msgpack": "",
    "truncated.msgpack": bytes.slice(0, bytes.length >> 1),
    "changed.msgpack": changed,
  });
  const codes = {
    absent: "model-missing",
    empty: "model-corrupt",
    truncated: "model-corrupt",
    changed: "model-corrupt",
  };
  for (const [name, code] of Object.entries(codes)) {
    const file = join(folder, `${name}.msgpack`);
    await expect(loadModel(file)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(`"${file}"`),
    });
  }
  await expect(loadModel(folder)).rejects.toMatchObject({ code: "model-missing" });
});

test("a model of a later major version is refused, with the reason", async () => {
  const { bytes } = await packModel(exampleParts());
  const later = bytes.slice();
  const at = Buffer.from(later).indexOf("major") + "major".length;
  later[at] = 99;
  const folder = await folderWith({ "later.msgpack": later });
  await expect(loadModel(join(folder, "later.msgpack"))).rejects.toMatchObject({
    code: "model-version",
    message: expect.stringMatching(/format version 99.*update hedge/),
  });
});
