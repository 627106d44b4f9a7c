import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { HedgeError } from "../../../shared/errors.ts";
import { prepareOutputFolder } from "../../../trainer/files/output-folder.ts";
import { explainWriteFailure, writeAtomically } from "../../../trainer/files/write-atomically.ts";
import { folderWith } from "../data/files.ts";

const bytes = new TextEncoder().encode("new");

test("writes a new file, and over an old one, and leaves nothing else behind", async () => {
  const folder = await folderWith({ "old.msgpack": "old" });
  await writeAtomically(join(folder, "old.msgpack"), bytes);
  await writeAtomically(join(folder, "new.msgpack"), bytes);
  expect(await readFile(join(folder, "old.msgpack"), "utf8")).toBe("new");
  expect((await readdir(folder)).sort()).toEqual(["new.msgpack", "old.msgpack"]);
});

test("when the last step fails the temporary file is removed and what was there stays", async () => {
  const folder = await folderWith({ "model/inside.txt": "kept" });
  await expect(writeAtomically(join(folder, "model"), bytes)).rejects.toMatchObject({ code: "bad-usage" });
  expect(await readdir(folder)).toEqual(["model"]);
  expect(await readFile(join(folder, "model", "inside.txt"), "utf8")).toBe("kept");
});

test("a missing folder, or a file in its place, is named", async () => {
  const folder = await folderWith({ file: "" });
  for (const parent of ["nowhere", "file"]) {
    await expect(writeAtomically(join(folder, parent, "model.msgpack"), bytes)).rejects.toMatchObject({
      code: "bad-usage",
      message: expect.stringContaining(`There is no folder "${join(folder, parent)}"`),
    });
  }
});

test.each([
  ["ENOSPC", "failed", /disk is full/],
  ["EDQUOT", "failed", /disk is full/],
  ["EACCES", "bad-usage", /permissions/],
  ["EROFS", "bad-usage", /permissions/],
])("%s becomes a sentence", (code, expected, message) => {
  const cause = Object.assign(new Error(code), { code });
  const error = explainWriteFailure("models/m.msgpack", cause);
  expect(error).toBeInstanceOf(HedgeError);
  expect(error).toMatchObject({ code: expected, message: expect.stringMatching(message), cause });
});

test("an unforeseen error passes through", () => {
  const error = new Error("defect");
  expect(explainWriteFailure("m", error)).toBe(error);
});

test("the output folder is created before the work, and an impossible one is reported", async () => {
  const folder = await folderWith({ file: "" });
  await prepareOutputFolder(join(folder, "a", "b", "model.msgpack"));
  await writeFile(join(folder, "a", "b", "model.msgpack"), bytes);
  await expect(prepareOutputFolder(join(folder, "file", "model.msgpack"))).rejects.toMatchObject({
    code: "bad-usage",
  });
  await mkdir(join(folder, "taken"));
  await expect(prepareOutputFolder(join(folder, "taken"))).rejects.toMatchObject({
    code: "bad-usage",
    message: expect.stringContaining("is a folder"),
  });
});
