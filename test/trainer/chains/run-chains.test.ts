import { appendFile, readFile, truncate, writeFile } from "node:fs/promises";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { runChains, type SharedJob } from "../../../trainer/chains/run-chains.ts";
import { chainFiles } from "../../../trainer/chains/run-folder.ts";
import { readTrace } from "../../../trainer/chains/trace.ts";
import { ensureKernel } from "../../../trainer/kernel/build.ts";
import { defaultNutsOptions } from "../../../trainer/nuts/options.ts";
import { silentProgress } from "../../../trainer/progress/progress.ts";
import { folderWith } from "../data/files.ts";
import { abortAt, filesIn, linesOf, smallJob } from "./runs.ts";

vi.setConfig({ testTimeout: 60_000 });
beforeAll(ensureKernel, 120_000);

const warmup = (length: number) => ({ ...defaultNutsOptions, warmup: length });

/** Runs into a new folder and gives it; stopped when a chain has got `stopAt` far. */
async function run(changes: Partial<SharedJob>, stopAt?: number, threads = 1): Promise<string> {
  const folder = await folderWith({});
  const controller = new AbortController();
  const progress = stopAt === undefined ? silentProgress : abortAt(stopAt, controller);
  const running = runChains(
    smallJob(folder, changes),
    { chains: 2, threads, signal: controller.signal },
    progress,
  );
  if (stopAt === undefined) await running;
  else
    await expect(running).rejects.toMatchObject({
      code: "failed",
      message: expect.stringContaining("Stopped;"),
    });
  return folder;
}

const finished = new Map<string, Promise<Record<string, Buffer>>>();

/** The files of the same run, never stopped. */
function uninterrupted(changes: Partial<SharedJob>): Promise<Record<string, Buffer>> {
  const key = JSON.stringify(changes);
  const files = finished.get(key) ?? run(changes, undefined, 2).then(filesIn);
  finished.set(key, files);
  return files;
}

const goOn = (folder: string, changes: Partial<SharedJob>, threads = 1) =>
  runChains(smallJob(folder, changes), { chains: 2, threads }, silentProgress);

test("draws, traces and checkpoints are the same on one, two and more threads than chains", async () => {
  const files = await uninterrupted({});
  expect(Object.keys(files)).toEqual(
    [0, 1].flatMap((chain) => [
      `chain-${chain}.checkpoint.msgpack`,
      `chain-${chain}.draws.f32`,
      `chain-${chain}.trace.ndjson`,
    ]),
  );
  expect(await filesIn(await run({}, undefined, 1))).toEqual(files);
  expect(await filesIn(await run({}, undefined, 9))).toEqual(files);
  expect(linesOf(files["chain-0.trace.ndjson"])).toBe(50);
  expect(files["chain-0.draws.f32"]).not.toEqual(files["chain-1.draws.f32"]);
});

test("another seed draws otherwise", async () => {
  const [a, b] = [await uninterrupted({}), await uninterrupted({ seed: 6 })];
  expect(a["chain-0.draws.f32"]).not.toEqual(b["chain-0.draws.f32"]);
  expect(a["chain-0.draws.f32"]).toHaveLength(b["chain-0.draws.f32"]?.length ?? 0);
});

describe("a run that was stopped and goes on ends as if it had not been", () => {
  test("before its first iteration", async () => {
    const folder = await folderWith({});
    const stopped = runChains(
      smallJob(folder),
      { chains: 2, threads: 2, signal: AbortSignal.abort() },
      silentProgress,
    );
    await expect(stopped).rejects.toThrow(`Go on with the same options and --resume ${folder}.`);
    expect(linesOf((await filesIn(folder))["chain-0.trace.ndjson"])).toBe(0);
    await goOn(folder, {});
    expect(await filesIn(folder)).toEqual(await uninterrupted({}));
  });

  test("in warm-up", async () => {
    const changes = { nuts: warmup(1000) };
    const folder = await run(changes, 20);
    const stopped = await filesIn(folder);
    expect(linesOf(stopped["chain-0.trace.ndjson"])).toBeGreaterThanOrEqual(20);
    expect(linesOf(stopped["chain-0.trace.ndjson"])).toBeLessThan(1000);
    await goOn(folder, changes, 2);
    expect(await filesIn(folder)).toEqual(await uninterrupted(changes));
  });

  test("among its draws, twice", async () => {
    const changes = { nuts: warmup(25), draws: 1000 };
    const folder = await run(changes, 40);
    const first = linesOf((await filesIn(folder))["chain-0.trace.ndjson"]);
    expect(first).toBeGreaterThanOrEqual(40);
    expect(first).toBeLessThan(1025);
    const controller = new AbortController();
    const again = runChains(
      smallJob(folder, changes),
      { chains: 2, threads: 1, signal: controller.signal },
      abortAt(first + 1, controller),
    );
    await expect(again).rejects.toThrow("Stopped");
    await goOn(folder, changes);
    expect(await filesIn(folder)).toEqual(await uninterrupted(changes));
  });

  test("with lines and draws after its checkpoint, as after a crash", async () => {
    const changes = { nuts: warmup(1000) };
    const folder = await run(changes, 20);
    await appendFile(chainFiles(folder, 0).trace, '{"index": 99999, "warm');
    await appendFile(chainFiles(folder, 0).draws, Buffer.alloc(1234, 7));
    await goOn(folder, changes, 2);
    expect(await filesIn(folder)).toEqual(await uninterrupted(changes));
  });

  test("after it has finished, nothing is repeated", async () => {
    const before = await uninterrupted({});
    const folder = await folderWith(before);
    await goOn(folder, {});
    expect(await filesIn(folder)).toEqual(before);
  });
});

describe("a damaged run is refused, naming the file", () => {
  const damage = async (spoil: (files: ReturnType<typeof chainFiles>) => Promise<void>) => {
    const folder = await folderWith(await uninterrupted({}));
    const files = chainFiles(folder, 1);
    await spoil(files);
    return { files, running: goOn(folder, {}) };
  };

  test.each([
    ["cut short", (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ["cut to nothing", () => Buffer.alloc(0)],
    ["with one bit turned", (bytes: Buffer) => bytes.with(bytes.length - 9, (bytes.at(-9) ?? 0) ^ 4)],
    ["overwritten with text", () => Buffer.from("not a checkpoint at all, and longer than a hash of it")],
  ])("a checkpoint %s", async (_, spoil) => {
    const { files, running } = await damage(async ({ checkpoint }) =>
      writeFile(checkpoint, spoil(await readFile(checkpoint))),
    );
    await expect(running).rejects.toMatchObject({
      name: "HedgeError",
      code: "resume-mismatch",
      message: `${files.checkpoint} is damaged; leave out --resume to start anew.`,
    });
  });

  test.each(["draws", "trace"] as const)("%s shorter than the checkpoint says", async (which) => {
    const { files, running } = await damage(async (each) => truncate(each[which], 100));
    await expect(running).rejects.toMatchObject({
      code: "resume-mismatch",
      message: expect.stringContaining(`${files[which]} is shorter than it was`),
    });
  });

  test.each(["draws", "trace"] as const)("%s with one bit turned", async (which) => {
    const { files, running } = await damage(async (each) => {
      const bytes = await readFile(each[which]);
      await writeFile(each[which], bytes.with(100, (bytes[100] ?? 0) ^ 4));
    });
    await expect(running).rejects.toMatchObject({
      code: "resume-mismatch",
      message: expect.stringContaining(`${files[which]} is not what it was`),
    });
  });
});

test("a chain that fails ends the run with its message, the other chains saved", async () => {
  const folder = await folderWith({});
  const job = smallJob(folder, { nuts: warmup(20_000) });
  // The checkpoint of chain 1 cannot be read.
  await writeFile(chainFiles(folder, 1).checkpoint, "nonsense");
  await expect(runChains(job, { chains: 2, threads: 2 }, silentProgress)).rejects.toMatchObject({
    code: "resume-mismatch",
    message: expect.stringContaining("chain-1.checkpoint.msgpack is damaged"),
  });
  const files = await filesIn(folder);
  expect(Object.keys(files)).toContain("chain-0.checkpoint.msgpack");
  expect(linesOf(files["chain-0.trace.ndjson"])).toBeLessThan(20_000);
});

test.each(["kernel", "double", "tfjs"] as const)(
  "a density that is finite at no start is an error that says so: %s",
  async (backend) => {
    const folder = await folderWith({});
    const { problem } = smallJob(folder);
    const design = { ...problem.design, rowValue: problem.design.rowValue.map(() => Number.NaN) };
    const job = smallJob(folder, { problem: { ...problem, design }, backend });
    await expect(runChains(job, { chains: 1, threads: 1 }, silentProgress)).rejects.toMatchObject({
      name: "HedgeError",
      code: "target-not-finite",
      message: expect.stringMatching(
        /not finite at any of 100 starts; train with --backend double, .* another --seed\.$/,
      ),
    });
  },
);

test("progress counts every iteration of every chain, and every task is finished", async () => {
  const seen = new Map<string, number[]>();
  const finished: string[] = [];
  const folder = await folderWith({});
  await runChains(
    smallJob(folder),
    { chains: 2, threads: 1 },
    {
      start: (name, total) => {
        expect(total).toBe(50);
        seen.set(name, []);
        return { advance: (done) => seen.get(name)?.push(done), finish: () => finished.push(name) };
      },
      say: () => {},
    },
  );
  const all = Array.from({ length: 50 }, (_, k) => k + 1);
  expect(seen).toEqual(
    new Map([
      ["chain 1", all],
      ["chain 2", all],
    ]),
  );
  expect(finished).toEqual(["chain 1", "chain 2"]);
});

test("a trace gives back the kept iterations: scales positive, warm-up left out", async () => {
  const folder = await folderWith(await uninterrupted({}));
  const trace = readTrace(folder, 0);
  expect(trace.map(({ index }) => index)).toEqual(Array.from({ length: 20 }, (_, k) => 30 + k));
  for (const line of trace) {
    expect(line.warmUp).toBe(false);
    expect(line.scales).toHaveLength(3);
    expect(line.logits).toHaveLength(4);
    expect(Math.min(...line.scales)).toBeGreaterThan(0);
    expect(line.energy).toBeGreaterThan(-line.logDensity - 1e-9);
    expect(line.stepSize).toBe(trace[0]?.stepSize);
  }
});
