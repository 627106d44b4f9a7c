import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  chainFiles,
  checkRunIdentity,
  createRunFolder,
  foldFolder,
  runFolderOf,
} from "../../../trainer/chains/run-folder.ts";
import { folderWith } from "../data/files.ts";

const identity = { dataHash: "abc", preset: "default", chains: 4, seed: 1, noise: false };

test("a model's run is beside it", () => {
  expect(runFolderOf("models/model.msgpack")).toBe("models/model.run");
  expect(runFolderOf("model")).toBe("model.run");
  expect(runFolderOf("a.b/model")).toBe("a.b/model.run");
});

test("a new run creates its folder and removes an older run, but no other file", async () => {
  const folder = join(await folderWith({}), "deep", "run");
  await createRunFolder(folder, identity);
  for (const file of Object.values(chainFiles(folder, 70))) await writeFile(file, "old");
  // A gap: the folder of fold 0 is gone.
  await mkdir(foldFolder(folder, 3), { recursive: true });
  for (const file of Object.values(chainFiles(foldFolder(folder, 3), 0))) await writeFile(file, "old");
  await writeFile(join(folder, "notes.txt"), "mine");
  await createRunFolder(folder, { ...identity, seed: 2 });
  expect((await readdir(folder)).sort()).toEqual(["notes.txt", "run.json"]);
  expect(() => checkRunIdentity(folder, { ...identity, seed: 2 })).not.toThrow();
});

test("a run folder that cannot be made is an error that says what to do", async () => {
  const folder = await folderWith({ file: "" });
  await expect(createRunFolder(join(folder, "file", "run"), identity)).rejects.toMatchObject({
    code: "failed",
    message: expect.stringContaining("cannot be made; choose another --out."),
  });
});

describe("going on is refused", () => {
  test("for another run, naming all that differs", async () => {
    const folder = await folderWith({});
    await createRunFolder(folder, identity);
    expect(() => checkRunIdentity(folder, { ...identity, seed: 7, preset: "quick" })).toThrow(
      expect.objectContaining({
        code: "resume-mismatch",
        message: `The run in ${folder} is another one (preset was default, is quick; seed was 1, is 7); leave out --resume.`,
      }),
    );
  });

  test("for a folder that holds no run", async () => {
    const folder = await folderWith({});
    expect(() => checkRunIdentity(folder, identity)).toThrow(
      expect.objectContaining({
        code: "missing-file",
        message: expect.stringContaining("it has no run.json"),
      }),
    );
    expect(() => checkRunIdentity(join(folder, "nowhere"), identity)).toThrow(
      expect.objectContaining({ code: "missing-file" }),
    );
  });

  test.each(['{"dataHash": "ab', "", "null", "[]", "7", "\0\0"])(
    "for a run.json that reads %j",
    async (content) => {
      const folder = await folderWith({ "run.json": content });
      expect(() => checkRunIdentity(folder, identity)).toThrow(
        expect.objectContaining({ name: "HedgeError", code: "resume-mismatch" }),
      );
    },
  );
});
