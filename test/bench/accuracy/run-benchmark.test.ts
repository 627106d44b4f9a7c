import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { peersNamed, tunedMethods } from "../../../bench/accuracy/methods.ts";
import { hedgeKey, peerKey, runBenchmark } from "../../../bench/accuracy/run-benchmark.ts";
import { showReport, withAccuracyOptions } from "../../../bench/accuracy/run-splits.ts";
import { makeBenchmark } from "../../../bench/catalogues/benchmark.ts";
import { trainingOf } from "../../../bench/harness/options.ts";
import type { PeerMethod } from "../../../bench/peers/classifiers.ts";
import { plainWords } from "../../../shared/text/feature-options.ts";
import { fitVocabulary } from "../../../trainer/features/fit-vocabulary.ts";
import { silentProgress } from "../../../trainer/progress/progress.ts";
import { folderWith } from "../../trainer/data/files.ts";
import { rowsOf } from "./rows.ts";

const levels = ["department", "category"];
const benchmark = makeBenchmark(
  rowsOf(
    ...Array.from({ length: 6 }, (_, k) => [`board game ${k}`, "toys", "games"]),
    ...Array.from({ length: 6 }, (_, k) => [`jigsaw puzzle ${k}`, "toys", "puzzles"]),
    ...Array.from({ length: 6 }, (_, k) => [`green tea ${k}`, "food", "tea"]),
  ),
  rowsOf(["board game", "toys", "games"], ["jigsaw", "toys", "puzzles"], ["black tea", "food", "tea"]),
  levels,
  false,
);
const training = {
  ...trainingOf({ title: "title", levels, preset: "quick", chains: 1, warmup: 20, draws: 10, seed: 1 }, 0),
  threads: 1,
};
const hedge = { name: "hedge", training, flat: false };
// The least file that is asked for holds no model.
const tooSmall = { name: "hedge, tiny", training: { ...training, maxBytes: 1 }, flat: false };
const method = (name: string): PeerMethod => ({
  ...{ name, method: name, features: "words", classes: "leaves", tuned: null },
});
const methods = ["first", "raises", "dies", "last"].map(method);

/** A peer that takes every title for the first class, and says so in `asked`. */
const madeUpPeer = `#!${process.execPath}
const { appendFileSync, writeFileSync } = require("node:fs");
const { createInterface } = require("node:readline");
if (process.argv[2] === "-c") process.exit(0);
console.log(JSON.stringify({ versions: { peer: "1" } }));
createInterface({ input: process.stdin }).on("line", (line) => {
  const { method } = JSON.parse(line);
  appendFileSync(__dirname + "/asked", method + "\\n");
  if (method === "dies") { console.error("Error: out of memory"); process.exit(3); }
  if (method === "hangs") writeFileSync(__dirname + "/pid", String(process.pid));
  else if (method === "raises") console.log(JSON.stringify({ failed: "ValueError: one\\n class" }));
  else console.log(JSON.stringify({ chosen: method, classes: [0, 0, 0], hasProbabilities: false, seconds: 1 }));
});
`;

let folder: string;

beforeEach(async () => {
  folder = await folderWith({ python: madeUpPeer });
  chmodSync(join(folder, "python"), 0o755);
  vi.stubEnv("HEDGE_PYTHON", join(folder, "python"));
});

const run = (keep?: string, signal = new AbortController().signal) =>
  runBenchmark(
    { benchmark, forms: [tooSmall, hedge], methods, foldsBy: "title" },
    keep,
    silentProgress,
    signal,
  );

describe("a benchmark", () => {
  test("goes on without who fails, and says who that is", { timeout: 60_000 }, async () => {
    const found = await run();
    expect(found.runs.map(({ name }) => name)).toEqual(["hedge", "first", "last"]);
    expect(found.runs[1]?.levels.at(-1)?.accuracy).toBeCloseTo(1 / 3, 12);
    expect(found.leftOut).toEqual([
      { name: "hedge, tiny", why: expect.stringContaining("bytes") },
      { name: "raises", why: "ValueError: one class" },
      { name: "dies", why: expect.stringContaining("Error: out of memory") },
    ]);
    const lines = showReport(levels, [found, { ...found, seed: 2 }], [{ seed: 3, why: "no rows" }]).split(
      "\n",
    );
    expect(lines).toContain("raises: left out: ValueError: one class (seed 1, 2)");
    expect(lines).toContain("seed 3: left out: no rows");
  });

  test("asks those alone whose results are not kept", { timeout: 60_000 }, async () => {
    const keep = join(folder, "results");
    const asked = join(folder, "asked");
    const first = await run(keep);
    writeFileSync(asked, "");
    const again = await run(keep);
    expect(again.runs).toEqual(first.runs);
    expect(readFileSync(asked, "utf8").split("\n").filter(Boolean)).toEqual(["raises", "dies"]);
  });

  test("says what there is when it is stopped, and leaves nobody at work", { timeout: 60_000 }, async () => {
    const controller = new AbortController();
    const asked = join(folder, "asked");
    const watch = setInterval(() => {
      if (existsSync(asked) && readFileSync(asked, "utf8").includes("hangs")) controller.abort();
    }, 20);
    onTestFinished(() => clearInterval(watch));
    const some = ["first", "hangs", "last"].map(method);
    const found = await runBenchmark(
      { benchmark, forms: [hedge], methods: some, foldsBy: "title" },
      undefined,
      silentProgress,
      controller.signal,
    );
    expect(found.runs.map(({ name }) => name)).toEqual(["hedge", "first"]);
    expect(found.leftOut).toEqual(["hangs", "last"].map((name) => ({ name, why: "the run was stopped" })));
    const pid = Number(readFileSync(join(folder, "pid"), "utf8"));
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow("ESRCH"));
  });

  test("leaves out all peers when none can start", { timeout: 60_000 }, async () => {
    writeFileSync(join(folder, "python"), madeUpPeer.replace("console.log", "throw Error"));
    const found = await run();
    expect(found.runs.map(({ name }) => name)).toEqual(["hedge"]);
    expect(found.leftOut.at(-1)?.name).toBe("all peers");
    expect(existsSync(join(folder, "asked"))).toBe(false);
  });
});

test("peers can be chosen by a part of their name", () => {
  const chosen = peersNamed(tunedMethods, ["ridge, hedge's", "bigrams"]).map(({ name }) => name);
  expect(chosen).toEqual(["ridge, hedge's features", "fastText, words and bigrams"]);
  expect(peersNamed(tunedMethods)).toEqual(tunedMethods);
  const command = withAccuracyOptions(new Command(), { chains: 1, warmup: 1, draws: 1 }, tunedMethods)
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  const given = (peers: string) => ["--data", "a", "--levels", "b", "--peers", peers];
  expect(command.parse(given("SVM,sub-words"), { from: "user" }).opts().peers).toEqual(["SVM", "sub-words"]);
  expect(() => command.parse(given("SVM,forest"), { from: "user" })).toThrow(
    'There is no "forest" among "ridge,',
  );
});

describe("the key of a result", () => {
  const { tree, rows } = benchmark;

  test("differs for another form of hedge, other chains, rows or bytes, but not for other threads", () => {
    const fewer = makeBenchmark(rows.slice(1), [], levels, false);
    const keys = [
      hedgeKey(benchmark, training, false),
      hedgeKey(benchmark, training, true),
      hedgeKey(fewer, training, false),
      ...[{ seed: 2 }, { draws: 11 }, { maxBytes: 9 }, { noise: true }, { preset: "bayes" } as const].map(
        (other) => hedgeKey(benchmark, { ...training, ...other }, false),
      ),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(hedgeKey(benchmark, { ...training, threads: 7 }, false)).toBe(keys[0]);
  });

  test("differs for another method, version, vocabulary or test of a peer", () => {
    const one = method("one");
    const task = {
      vocabulary: fitVocabulary(benchmark.titles, plainWords),
      classNames: false,
      foldsBy: "title" as const,
    };
    const others = { vocabulary: fitVocabulary(benchmark.titles.slice(1), plainWords) };
    const keys = [
      peerKey(benchmark, task, one, { peer: "1" }),
      peerKey(benchmark, task, one, { peer: "2" }),
      peerKey(benchmark, task, { ...one, tuned: "errors" }, { peer: "1" }),
      peerKey(benchmark, { ...task, ...others }, one, { peer: "1" }),
      peerKey(benchmark, { ...task, foldsBy: "row" }, one, { peer: "1" }),
      peerKey({ ...benchmark, test: benchmark.test.slice(1) }, task, one, { peer: "1" }),
    ];
    expect(tree.leaves).toHaveLength(3);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
