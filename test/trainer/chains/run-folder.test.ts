import { mkdir, readdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  chainFiles,
  continueRun,
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
  await continueRun(folder, { ...identity, seed: 2 });
});

test("a run folder that cannot be made is an error that says what to do", async () => {
  const folder = await folderWith({ file: "" });
  await expect(createRunFolder(join(folder, "file", "run"), identity)).rejects.toMatchObject({
    code: "failed",
    message: expect.stringContaining("cannot be made; choose another --out."),
  });
});

test("a run goes on with more chains or draws, without the chains of cross-fitting", async () => {
  const folder = await folderWith({});
  await createRunFolder(folder, { ...identity, draws: 100 });
  for (const file of Object.values(chainFiles(folder, 0))) await writeFile(file, "kept");
  await mkdir(foldFolder(folder, 1));
  const more = { ...identity, draws: 200, chains: 6 };
  await continueRun(folder, more);
  const kept = Object.values(chainFiles(folder, 0)).map((file) => basename(file));
  expect((await readdir(folder)).sort()).toEqual([...kept, "run.json"].sort());
  await mkdir(foldFolder(folder, 1));
  await continueRun(folder, more);
  expect(await readdir(folder)).toContain("fold-1");
});

describe("going on is refused", () => {
  test.each([{ draws: 99 }, { chains: 3 }, { draws: 200, seed: 2 }, { maxDepth: 12 }])(
    "for %j",
    async (change) => {
      const folder = await folderWith({});
      await createRunFolder(folder, { ...identity, draws: 100 });
      await mkdir(foldFolder(folder, 1));
      await expect(continueRun(folder, { ...identity, draws: 100, ...change })).rejects.toMatchObject({
        code: "resume-mismatch",
      });
      expect(await readdir(folder)).toContain("fold-1");
    },
  );

  test("for another run, naming all that differs", async () => {
    const folder = await folderWith({});
    await createRunFolder(folder, identity);
    await expect(continueRun(folder, { ...identity, seed: 7, preset: "quick" })).rejects.toThrow(
      expect.objectContaining({
        code: "resume-mismatch",
        message: `The run in ${folder} is another one (preset was default, is quick; seed was 1, is 7); leave out --resume.`,
      }),
    );
  });

  test("for a folder that holds no run", async () => {
    const folder = await folderWith({});
    await expect(continueRun(folder, identity)).rejects.toThrow(
      expect.objectContaining({
        code: "missing-file",
        message: expect.stringContaining("it has no run.json"),
      }),
    );
    await expect(continueRun(join(folder, "nowhere"), identity)).rejects.toThrow(
      expect.objectContaining({ code: "missing-file" }),
    );
  });

  test.each(['{"dataHash": "ab', "", "null", "[]", "7", "\0\0"])(
    "for a run.json that reads %j",
    async (content) => {
      const folder = await folderWith({ "run.json": content });
      await expect(continueRun(folder, identity)).rejects.toThrow(
        expect.objectContaining({ name: "HedgeError", code: "resume-mismatch" }),
      );
    },
  );
});
