import { execFileSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { peerPackage, startPeer } from "../../../bench/peers/peer-process.ts";
import { isAlive, moduleOf, runText } from "../../fixtures/process.ts";

/** A peer that says hello and then, like one in the middle of a chain, hears nothing. */
const deaf = "console.log(JSON.stringify({ pid: process.pid })); setInterval(() => {}, 1000)";

/** A bench: a temporary folder, and a peer that is asked for something it never answers. */
const bench = (command: string, parameters: readonly string[]) => `
import { startPeer } from ${moduleOf("bench/peers/peer-process.ts")};
import { withTemporaryFolder } from ${moduleOf("trainer/files/temporary-folder.ts")};
await withTemporaryFolder("hedge-bench-", async (folder) => {
  const peer = await startPeer(${JSON.stringify(command)}, ${JSON.stringify(parameters)}, 1);
  console.log(JSON.stringify({ folder, ...peer.hello }));
  await peer.ask("chain");
});`;

const python = ((): string | null => {
  const command = process.env.HEDGE_PYTHON ?? "python3";
  try {
    execFileSync(command, ["-c", ""], { stdio: "ignore" });
    return command;
  } catch {
    return null;
  }
})();

test("a peer that ends says why", async () => {
  await expect(startPeer(process.execPath, ["-e", "throw new Error('no such model')"], 1)).rejects.toThrow(
    /no such model/,
  );
});

test("a peer that is closed ends, whatever it is at", async () => {
  const peer = await startPeer<{ pid: number }>(process.execPath, ["-e", deaf], 1);
  const { pid } = peer.hello;
  const answer = expect(peer.ask("chain")).rejects.toThrow(/ended/);
  peer.close();
  await answer;
  expect(isAlive(pid)).toBe(false);
});

test.each(["SIGINT", "SIGTERM"] as const)(
  "a bench that gets %s leaves no peer and no folder",
  async (signal) => {
    const { child, firstLine, ended } = await runText(bench(process.execPath, ["-e", deaf]));
    const { pid, folder } = JSON.parse(firstLine) as { pid: number; folder: string };
    expect([isAlive(pid), existsSync(folder)]).toEqual([true, true]);
    child.kill(signal);
    await ended;
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
    expect(existsSync(folder)).toBe(false);
  },
);

test.skipIf(python === null)(
  "a peer in Python ends when its bench is killed outright (skipped without Python)",
  async () => {
    const busy = `
import json, os, sys, time
sys.path.insert(0, ${JSON.stringify(peerPackage)})
from serve import end_with_parent
end_with_parent()
print(json.dumps({"pid": os.getpid()}), flush=True)
time.sleep(60)`;
    const { child, firstLine } = await runText(bench(python ?? "", ["-c", busy]));
    const { pid, folder } = JSON.parse(firstLine) as { pid: number; folder: string };
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    expect(isAlive(pid)).toBe(true);
    child.kill("SIGKILL");
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
  },
);
