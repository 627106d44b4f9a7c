import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { folderWith } from "../data/files.ts";

const program = join(import.meta.dirname, "../../../trainer/commands/train.ts");

/** A run of `train` that is interrupted when a line of its log begins with `line`. */
async function interruptAt(line: string | null, args: readonly string[]) {
  const child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "ignore", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines: string[] = [];
  let interruptedAt = Number.NaN;
  createInterface({ input: child.stderr }).on("line", (one) => {
    lines.push(one);
    if (line === null || !Number.isNaN(interruptedAt) || !one.startsWith(line)) return;
    interruptedAt = performance.now();
    child.kill("SIGINT");
  });
  const status = await new Promise((resolve) => child.once("close", resolve));
  return { status, seconds: (performance.now() - interruptedAt) / 1000, last: lines.at(-1) ?? "" };
}

/** Where a draw or the building of a fold takes long, the last draws are not. */
const saved = /^hedge train: Stopped; (?:everything so far|all but the last draws) is saved/;

/** Stages of a run: the line that it begins after, and what an interrupt in it ends with. */
const stages = [
  // The run folder is made after this line, so either may be true.
  {
    after: "expected:",
    saying:
      /^hedge train: Stopped(?:; (?:everything so far|all but the last draws) is saved| before the sampling)/,
  },
  { after: "chain 1:", saying: saved },
  { after: "fold 5:", saying: saved },
  { after: "packing:", saying: saved },
  { after: "whole run:", saying: /^hedge train: Stopped; the model .* is written, its report is not/ },
];

/** 250 titles of the bundled catalogue, and options of a run on them that takes seconds. */
async function smallRun() {
  const catalogue = await readFile(new URL("../../../data/sample/products.csv", import.meta.url), "utf8");
  const folder = await folderWith({ "rows.csv": `${catalogue.split("\n").slice(0, 251).join("\n")}\n` });
  const asked = (name: string, vectors = "none") => [
    ...["--data", join(folder, "rows.csv"), "--levels", "parent,child", "--out", join(folder, name)],
    ...["--preset", "quick", "--chains", "1", "--warmup", "10", "--draws", "10", "--word-vectors", vectors],
  ];
  return { folder, asked };
}

test("an interrupt ends every stage of a run within 5 s, and its advice leads to the same model", {
  timeout: 300_000,
}, async () => {
  const { folder, asked } = await smallRun();
  expect(await interruptAt(null, asked("whole.msgpack"))).toMatchObject({ status: 0 });
  let resume: string[] = [];
  for (const { after, saying } of stages) {
    const { status, seconds, last } = await interruptAt(after, [...asked("m.msgpack"), ...resume]);
    expect(last, after).toMatch(saying);
    expect(status).toBe(1);
    expect(seconds, after).toBeLessThan(5);
    const advised = /--resume (\S+)\.$/.exec(last)?.[1];
    resume = advised === undefined ? [] : ["--resume", advised];
  }
  expect(await interruptAt(null, [...asked("m.msgpack"), ...resume])).toMatchObject({ status: 0 });
  expect(await readFile(join(folder, "m.msgpack"))).toEqual(await readFile(join(folder, "whole.msgpack")));
  expect((await readFile(join(folder, "m.report.html"), "utf8")).length).toBeGreaterThan(10_000);
});

test("an interrupt ends the choice of word vectors", { timeout: 100_000 }, async () => {
  const { asked } = await smallRun();
  const { status, seconds, last } = await interruptAt("word vectors, learned", asked("m.msgpack", "auto"));
  expect(last).toMatch(/^hedge train: Stopped before the sampling began/);
  expect(status).toBe(1);
  expect(seconds).toBeLessThan(5);
});

test("an interrupt ends the reading of rows that have no end", { timeout: 60_000 }, async () => {
  const folder = await folderWith({});
  const args = ["--data", "-", "--levels", "c", "--out", join(folder, "m.msgpack")];
  const child = spawn(process.execPath, [program, ...args], { stdio: ["pipe", "ignore", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  child.stdin.on("error", () => {});
  // More than a pipe holds, so it is written once the run reads it.
  const rows = `title,c\n${"red tea,tea\n".repeat(200_000)}`;
  await new Promise((resolve) => child.stdin.write(rows, resolve));
  child.kill("SIGINT");
  const at = performance.now();
  const ended = new Promise((resolve) => child.once("exit", resolve));
  expect(await text(child.stderr)).toMatch(
    /before the sampling began, so nothing is lost\. Give the same command/,
  );
  expect(await ended).toBe(1);
  expect(performance.now() - at).toBeLessThan(5000);
});
