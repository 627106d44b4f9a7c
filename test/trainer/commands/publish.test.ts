import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { exampleModel, hedge } from "./cli.ts";

test("`publish` refuses a file that is no model, before anything is sent, and an invalid name", async () => {
  const { folder } = await exampleModel({ "broken.msgpack": "not a model" });
  const broken = await hedge("publish", ["--model", join(folder, "broken.msgpack"), "--folder", folder]);
  expect(broken.status).toBe(2);
  expect(broken.stderr).toContain("broken.msgpack");
  expect((await hedge("publish", ["--name", "../x"])).status).toBe(2);
  await expect(readFile(join(folder, "model.json"))).rejects.toThrow("ENOENT");
});
