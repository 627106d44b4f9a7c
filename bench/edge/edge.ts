import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readModel } from "../../shared/artifact/read-model.ts";
import { withTemporaryFolder } from "../../trainer/files/temporary-folder.ts";
import type { Progress } from "../../trainer/progress/progress.ts";
import { root } from "../../trainer/serving/bundle-worker.ts";
import { publishModel } from "../../trainer/serving/publish-model.ts";
import { type RunningSite, runSite } from "../../trainer/serving/run-site.ts";
import { writeSite } from "../../trainer/serving/write-site.ts";
import type { BenchOptions } from "../catalogues/catalogues.ts";
import { titleMaker } from "../catalogues/title-maker.ts";
import { withCleanUp } from "../harness/clean-up.ts";
import { median } from "../harness/statistics.ts";
import type { Findings, Study } from "../harness/study.ts";
import { type Column, columnTable } from "../harness/tables.ts";
import { writeWorkerSite } from "../harness/worker-site.ts";
import { type Load, type LoadRound, runLoad } from "./load.ts";
import { showSoak, soak } from "./soak.ts";

const connectionCounts = [1, 8, 64] as const;
const rounds = 3;
const secondsEach = 3;
const pool = 1000;
const batch = 1000;

/** Measures the service under load, beside an empty Hono route. */
export function benchEdge({ options, progress, versions }: Study<BenchOptions>): Promise<Findings> {
  const measure = async (folder: string, sites: AsyncDisposableStack) => {
    // Versions as this project pins them.
    const { dependencies, devDependencies } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
    for (const name of ["hono", "workerd", "autocannon"])
      versions[name] = { ...dependencies, ...devDependencies }[name];
    const run = async (config: string) => sites.adopt(await runSite(config), (site) => site.stop());
    const bytes = await readFile(options.model);
    const model = await readModel(bytes);
    const models = join(folder, "models");
    await publishModel(options.model, "model", { folder: models });
    progress.say("bundling the worker");
    const site = { models, address: "127.0.0.1:0", settings: { MODEL_CHECK_SECONDS: "1" } };
    const hedge = await run(await writeSite(join(folder, "hedge"), site));
    const title = titleMaker(model, options.seed);
    const known = Array.from({ length: pool }, title);
    const sample = await fetch(hedge.origin + pathOf(known[0] ?? ""));
    const empty = await run(await writeEmptySite(join(folder, "empty"), sample));
    const loads = loadsOf(hedge, empty, known, title);
    const results = await alternateLoads(loads, progress);
    const soaked = options.soak > 0 ? await soak(hedge, { bytes, model }, models, options, progress) : null;
    const { hash, tree, vocabulary, posterior } = model;
    const text = [
      `model ${hash.slice(0, 19)}: ${(bytes.length / 1e6).toFixed(1)} MB, ${tree.leaves.length} leaves, ` +
        `${vocabulary.terms.length} terms, ${posterior.draws} draws; titles of 10 words`,
      `${rounds} rounds of ${secondsEach} s for each; ${pool} titles asked before; loopback\n`,
      columnTable(columns, results),
      ...showBatchGains(loads, results),
      ...(soaked ? ["", showSoak(soaked)] : []),
      "",
    ];
    return { figures: { model: hash, results, soak: soaked }, text: text.join("\n") };
  };
  return withTemporaryFolder("hedge-bench-", (folder) => withCleanUp((sites) => measure(folder, sites)));
}

function pathOf(title: string): string {
  return `/classify?title=${encodeURIComponent(title).replaceAll("%20", "+")}`;
}

function loadsOf(hedge: RunningSite, empty: RunningSite, known: readonly string[], title: () => string) {
  let at = 0;
  const nextPath = () => pathOf(known[at++ % known.length] ?? "");
  const batchOf = (make: (_: unknown, k: number) => string) =>
    JSON.stringify(Array.from({ length: batch }, make));
  const knownBatch = batchOf((_, k) => known[k % known.length] ?? "");
  const path = "/classify";
  const of = (site: RunningSite, name: string, next: Load["next"], titles = 1, most = 64): Load => {
    return { name, site, next, titles, most };
  };
  return [
    of(empty, "empty Hono route", () => ({ path: "/" })),
    of(empty, "Hono, a fixed answer of the same size", () => ({ path: "/answer" })),
    of(hedge, "GET /classify, titles asked before", () => ({ path: nextPath() })),
    of(hedge, "GET /classify, every title new", () => ({ path: pathOf(title()) })),
    of(hedge, `POST /classify, ${batch} titles asked before`, () => ({ path, body: knownBatch }), batch, 8),
    of(hedge, `POST /classify, ${batch} new titles`, () => ({ path, body: batchOf(title) }), batch, 1),
  ];
}

async function alternateLoads(loads: readonly Load[], progress: Progress) {
  const entries = connectionCounts.flatMap((connections) => {
    const some = loads.filter(({ most }) => connections <= most);
    return some.map((load) => ({ load, connections, found: [] as LoadRound[] }));
  });
  for (const load of loads) await runLoad(load, 8, 1);
  const task = progress.start("load", rounds * entries.length);
  let done = 0;
  for (let k = 0; k < rounds; k++) {
    for (const { load, connections, found } of entries) {
      task.advance(++done, `${load.name}, ${connections} connections`);
      found.push(await runLoad(load, connections, secondsEach));
    }
  }
  task.finish();
  return entries.map(({ load: { name, titles }, connections, found }) => {
    const reference = entries.find((one) => one.load === loads[0] && one.connections === connections);
    const emptyRate = (k: number) => reference?.found[k]?.perSecond ?? Number.NaN;
    const ratios = found.map(({ perSecond }, k) => perSecond / emptyRate(k));
    const of = (key: keyof LoadRound) => median(found.map((round) => round[key]));
    return {
      name,
      connections,
      perSecond: of("perSecond"),
      titlesPerSecond: titles * of("perSecond"),
      cpu: of("cpu"),
      p50: of("p50"),
      p90: of("p90"),
      p99: of("p99"),
      failures: found.reduce((sum, { failures }) => sum + failures, 0),
      /** Throughput over that of the empty route at as many connections, and its extremes. */
      ratio: median(ratios),
      ratios: [Math.min(...ratios), Math.max(...ratios)] as const,
    };
  });
}

/** What hedge is compared with. `/` is Hono's empty route. */
async function writeEmptySite(folder: string, sample: Response): Promise<string> {
  const headers = [...sample.headers].filter(([name]) => name !== "content-length");
  const contents = `
    import { Hono } from "hono";
    const body = ${JSON.stringify(await sample.text())};
    const headers = ${JSON.stringify(Object.fromEntries(headers))};
    export default new Hono()
      .get("/", (c) => c.text(""))
      .get("/answer", () => new Response(body, { headers }));`;
  return await writeWorkerSite(folder, { stdin: { contents, resolveDir: root } });
}

type Result = Awaited<ReturnType<typeof alternateLoads>>[number];

const columns: readonly Column<Result>[] = [
  ["", ({ name }) => name],
  ["connections", ({ connections }) => String(connections)],
  ["requests/s", ({ perSecond }) => perSecond.toPrecision(4)],
  ["titles/s", ({ titlesPerSecond }) => titlesPerSecond.toPrecision(4)],
  ["/ empty route", ({ ratio }) => ratio.toFixed(3)],
  ["rounds", ({ ratios: [least, most] }) => `${least.toFixed(3)} to ${most.toFixed(3)}`],
  ["CPU us", ({ cpu }) => cpu.toPrecision(3)],
  ["p50 ms", ({ p50 }) => p50.toPrecision(3)],
  ["p90 ms", ({ p90 }) => p90.toPrecision(3)],
  ["p99 ms", ({ p99 }) => p99.toPrecision(3)],
  ["failures", ({ failures }) => String(failures)],
];

function showBatchGains(loads: readonly Load[], results: readonly Result[]): string[] {
  const [, , single, singleFresh, many, manyFresh] = loads.map(({ name }) => name);
  const rate = (load: string | undefined, connections: number) =>
    results.find((one) => one.name === load && one.connections === connections)?.titlesPerSecond ??
    Number.NaN;
  return ([1, 8] as const).map((connections) => {
    const gain = rate(many, connections) / rate(single, connections);
    const fresh = rate(manyFresh, connections) / rate(singleFresh, connections);
    const whenNew = Number.isNaN(fresh) ? "" : `, ${fresh.toFixed(1)} times when all titles are new`;
    return `a batch of ${batch} at ${connections} connections: ${gain.toFixed(1)} times the titles/s of single requests${whenNew}`;
  });
}
