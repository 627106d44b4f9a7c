import { mkdir, readdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith } from "../data/files.ts";
import { hedge } from "./cli.ts";

/** Three runs: finished ten days ago, stopped an hour ago, and just written to. */
async function threeRuns(): Promise<string> {
  const folder = await folderWith({ "model.msgpack": "no run" });
  const write = async (name: string, hours: number, files: Record<string, string>) => {
    await mkdir(join(folder, name));
    const identity = JSON.stringify({ chains: 2, warmup: 6, draws: 4 });
    for (const [file, content] of Object.entries({ "run.json": identity, ...files })) {
      await writeFile(join(folder, name, file), content);
      const at = Date.now() / 1000 - 3600 * hours;
      await utimes(join(folder, name, file), at, at);
    }
  };
  const trace = (lines: number) =>
    Array.from({ length: lines }, (_, index) => `${JSON.stringify({ index })}\n`).join("");
  await write("old.run", 240, { "finished.json": "{}", "chain-0.draws.f32": "x".repeat(3_000_000) });
  await write("half.run", 1, { "chain-0.trace.ndjson": trace(7), "chain-1.trace.ndjson": trace(2) });
  await write("new.run", 0, {});
  return folder;
}

test("lists runs with size, age and state, the largest first", async () => {
  const folder = await threeRuns();
  const { status, stdout } = await hedge("runs", [folder]);
  expect(status).toBe(0);
  const rows = stdout.split("\n").map((line) => line.replace(`${folder}/`, "").trim().split(/ {2,}/));
  expect(rows.slice(0, 4)).toEqual([
    ["run", "size", "last written", "state"],
    ["old.run", "3 MB", "10 days ago", "finished"],
    ["half.run", "1 MB", "1 hours ago", "stopped at 45 %"],
    ["new.run", "1 MB", "0 minutes ago", "perhaps under way"],
  ]);
  expect(stdout).toContain("3 MB in all; --remove RUN or --older-than DAYS removes some");
});

test("removes runs by name or by age, but none that may be under way", async () => {
  const folder = await threeRuns();
  const busy = await hedge("runs", [folder, "--remove", join(folder, "new.run")]);
  expect(busy).toMatchObject({ status: 2, stderr: expect.stringContaining("within the last minute") });
  const none = await hedge("runs", [folder, "--remove", join(folder, "no.run"), join(folder, "old.run")]);
  expect(none).toMatchObject({ status: 2, stderr: expect.stringContaining("is no run folder") });
  expect(await readdir(folder)).toHaveLength(4);

  const old = await hedge("runs", [folder, "--older-than", "5", "--json"]);
  expect(JSON.parse(old.stdout).removed).toMatchObject([
    { folder: join(folder, "old.run"), isFinished: true },
  ]);
  const all = await hedge("runs", [folder, "--older-than", "0"]);
  expect(all.stdout).toContain("half.run: 1 MB, stopped at 45 %");
  expect((await readdir(folder)).sort()).toEqual(["model.msgpack", "new.run"]);
});

test("an empty folder is said to be one", async () => {
  const folder = await folderWith({});
  expect(await hedge("runs", [folder])).toMatchObject({
    status: 0,
    stdout: `There is no run folder in ${folder}.\n`,
  });
});
