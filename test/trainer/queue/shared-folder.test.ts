import { cp } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pathHere, pathInShared, sharedFolderId } from "../../../trainer/queue/shared-folder.ts";
import { folderWith } from "../data/files.ts";

test("a shared folder has one identity wherever it is mounted, and another folder another", async () => {
  const [folder, other] = [await folderWith({}), await folderWith({})];
  const id = sharedFolderId(folder);
  expect(id).toMatch(/^[0-9a-f]{16}$/);
  expect(sharedFolderId(folder)).toBe(id);
  expect(sharedFolderId(other)).not.toBe(id);
  const mounted = await folderWith({});
  await cp(folder, mounted, { recursive: true });
  expect(sharedFolderId(mounted)).toBe(id);
  expect(() => sharedFolderId(join(folder, "no"))).toThrow("There is no folder");
  expect(() => sharedFolderId(join(folder, ".hedge-shared.json"))).toThrow("There is no folder");
});

test("paths are relative to the shared folder, and lie in it", () => {
  expect(pathInShared("/mnt/hedge", "/mnt/hedge/model.run/fold-1")).toBe("model.run/fold-1");
  expect(pathInShared("shared", "shared/a/../b")).toBe("b");
  for (const outside of ["/mnt/hedge", "/mnt/hedge-2/a", "/mnt", "/mnt/hedge/../a"])
    expect(() => pathInShared("/mnt/hedge", outside)).toThrow('is not in the folder "/mnt/hedge"');
  expect(pathHere("/mnt/hedge", "model.run/fold-1")).toBe("/mnt/hedge/model.run/fold-1");
  expect(() => pathHere("/mnt/hedge", "../other")).toThrow("is not in the folder");
});
