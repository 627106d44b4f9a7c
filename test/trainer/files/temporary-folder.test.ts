import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { cleanUpAtExit } from "../../../trainer/files/clean-up-at-exit.ts";
import { withTemporaryFolder } from "../../../trainer/files/temporary-folder.ts";
import { isAlive, moduleOf, runText } from "../../fixtures/process.ts";

/** Says where its folder is, then does something. */
const holder = (then: string) => `
import { withTemporaryFolder } from ${moduleOf("trainer/files/temporary-folder.ts")};
await withTemporaryFolder("hedge-test-", async (folder) => {
  console.log(JSON.stringify({ folder, pid: process.pid }));
  ${then}
});`;
const wait = "await new Promise((resolve) => setTimeout(resolve, 60_000));";

test("a folder exists while it is used and is removed afterwards, whether the work succeeds or fails", async () => {
  const seen: string[] = [];
  const look = async (folder: string) => {
    seen.push(folder);
    return existsSync(folder);
  };
  expect(await withTemporaryFolder("hedge-test-", look)).toBe(true);
  const failing = withTemporaryFolder("hedge-test-", async (folder) => {
    await look(folder);
    throw new RangeError("no");
  });
  await expect(failing).rejects.toThrow(RangeError);
  expect(seen.map(existsSync)).toEqual([false, false]);
});

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("%s removes it and gives the status %i", async (signal, status) => {
  const { child, firstLine, ended } = await runText(holder(wait));
  const { folder } = JSON.parse(firstLine) as { folder: string };
  expect(existsSync(folder)).toBe(true);
  child.kill(signal);
  expect(await ended).toBe(status);
  expect(existsSync(folder)).toBe(false);
});

test("so does a crash", async () => {
  const { firstLine, ended } = await runText(
    holder(`setTimeout(() => { throw "a crash for the test"; }, 10); ${wait}`),
  );
  expect(await ended).toBe(1);
  expect(existsSync((JSON.parse(firstLine) as { folder: string }).folder)).toBe(false);
});

test("and the end of npm, which passes no signal on", async () => {
  const npm = `
import { spawn } from "node:child_process";
spawn(process.execPath, ["--input-type=module", "-e", ${JSON.stringify(holder(wait))}], { stdio: "inherit" });`;
  const { child, firstLine } = await runText(npm, { npm_lifecycle_event: "bench" });
  const { folder, pid } = JSON.parse(firstLine) as { folder: string; pid: number };
  expect(existsSync(folder)).toBe(true);
  child.kill("SIGKILL");
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
  expect(existsSync(folder)).toBe(false);
});

test("the first signal is left to other listeners, the second is not", async () => {
  const stubborn = `process.on("SIGTERM", () => {}); ${holder(wait)}`;
  const { child, firstLine, ended } = await runText(stubborn);
  const { folder } = JSON.parse(firstLine) as { folder: string };
  child.kill("SIGTERM");
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect([child.exitCode, existsSync(folder)]).toEqual([null, true]);
  child.kill("SIGTERM");
  expect(await ended).toBe(143);
  expect(existsSync(folder)).toBe(false);
});

test("without clean-ups there are no signal listeners", () => {
  const before = process.listenerCount("SIGTERM");
  const forget = [cleanUpAtExit(() => {}), cleanUpAtExit(() => {})];
  expect(process.listenerCount("SIGTERM")).toBe(before + 1);
  for (const one of forget) one();
  expect(process.listenerCount("SIGTERM")).toBe(before);
});
