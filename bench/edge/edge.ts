import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { loadModel } from "../../trainer/artifact/load-model.ts";
import { withTemporaryFolder } from "../../trainer/files/temporary-folder.ts";
import type { Progress } from "../../trainer/progress/progress.ts";
import { root } from "../../trainer/serving/bundle-worker.ts";
import { type RunningSite, runSite } from "../../trainer/serving/run-site.ts";
import { writeSite } from "../../trainer/serving/write-site.ts";
import type { BenchOptions } from "../catalogues/catalogues.ts";
import { titleMaker } from "../catalogues/title-maker.ts";
import type { Measured, Notes } from "../harness/available-peers.ts";
import { median } from "../harness/statistics.ts";
import { type Column, columnTable } from "../harness/tables.ts";
import { writeWorkerSite } from "../harness/worker-site.ts";
import { type Load, type LoadRound, runLoad } from "./load.ts";
import { soak } from "./soak.ts";
import { swappableModels } from "./swappable-models.ts";

/** What `npm run bench -- edge` measures. */
type EdgeReport = Awaited<ReturnType<typeof measureSites>>;

const connectionCounts = [1, 8, 64] as const;
const rounds = 3;
/** Distinct titles that are asked for over and over. */
const pool = 1000;
const batch = 1000;

/** Measures the service against an empty Hono route, each under its own workerd, in rounds. */
export async function benchEdge(options: BenchOptions, notes: Notes, progress: Progress): Promise<Measured> {
  // Versions as this project pins them.
  const { dependencies, devDependencies } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  for (const name of ["hono", "workerd", "autocannon"])
    notes.versions[name] = dependencies[name] ?? devDependencies[name] ?? "unknown";
  const report = await withTemporaryFolder("hedge-bench-", (folder) =>
    measureSites(folder, options, progress),
  );
  return { figures: report, text: showEdge(report) };
}

async function measureSites(folder: string, options: BenchOptions, progress: Progress) {
  const { seed, turn } = options;
  const { model, bytes } = await loadModel(options.model);
  const sites: RunningSite[] = [];
  const run = async (config: string) => {
    const site = await runSite(config);
    sites.push(site);
    return site;
  };
  try {
    const models = await swappableModels(join(folder, "models"), options.model);
    progress.say("bundling the worker");
    const settings = { MODEL_CHECK_SECONDS: "1" };
    const site = { models: models.folder, address: "127.0.0.1:0", settings };
    const hedge = await run(await writeSite(join(folder, "hedge"), site));
    const title = titleMaker(model, seed);
    const known = Array.from({ length: pool }, title);
    const sample = await fetch(hedge.origin + pathOf(known[0] ?? ""));
    const empty = await run(await writeEmptySite(join(folder, "empty"), sample));
    const loads = loadsOf(hedge, empty, known, title);
    const results = await alternateLoads(loads, turn, progress);
    const titlesPerSecond = (load: Load | undefined, connections: number) =>
      results.find((one) => one.name === load?.name && one.connections === connections)?.titlesPerSecond ??
      Number.NaN;
    const [, , single, singleFresh, many, manyFresh] = loads;
    const gain = (batches: Load | undefined, singles: Load | undefined, connections: number) =>
      titlesPerSecond(batches, connections) / titlesPerSecond(singles, connections);
    return {
      model: {
        hash: model.hash,
        bytes,
        leaves: model.tree.leaves.length,
        terms: model.vocabulary.terms.length,
        draws: model.posterior.draws,
      },
      pace: { rounds, seconds: turn, pool, batch },
      results,
      /** Titles per second of a batch over those of single requests, over the same connections. */
      batchGain: ([1, 8] as const).map((connections) => ({
        connections,
        known: gain(many, single, connections),
        fresh: connections === 1 ? gain(manyFresh, singleFresh, connections) : null,
      })),
      soak: options.soak > 0 ? await soak(hedge, models, options, progress) : null,
    };
  } finally {
    for (const site of sites) await site.stop();
  }
}

function pathOf(title: string): string {
  return `/classify?title=${encodeURIComponent(title).replaceAll("%20", "+")}`;
}

/** The loads, the empty route first. `title` makes a new title. */
function loadsOf(
  hedge: RunningSite,
  empty: RunningSite,
  known: readonly string[],
  title: () => string,
): Load[] {
  let at = 0;
  const nextPath = () => pathOf(known[at++ % known.length] ?? "");
  const batchOf = (make: (_: unknown, k: number) => string) =>
    JSON.stringify(Array.from({ length: batch }, make));
  const knownBatch = batchOf((_, k) => known[k % known.length] ?? "");
  const path = "/classify";
  const of = (site: RunningSite, name: string, next: Load["next"], titles = 1, most = 64): Load => {
    return { name, origin: site.origin, pid: site.pid, next, titles, most };
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

/** Runs all loads one after the other, round after round, at every number of connections. */
async function alternateLoads(loads: readonly Load[], seconds: number, progress: Progress) {
  const found = new Map<string, LoadRound[]>();
  const task = progress.start("load", rounds * connectionCounts.length * loads.length);
  let done = 0;
  for (const load of loads) await runLoad(load, 8, Math.min(1, seconds));
  for (let k = 0; k < rounds; k++) {
    for (const connections of connectionCounts) {
      for (const load of loads) {
        task.advance(++done, `${load.name}, ${connections} connections`);
        if (connections > load.most) continue;
        const key = `${load.name} ${connections}`;
        found.set(key, [...(found.get(key) ?? []), await runLoad(load, connections, seconds)]);
      }
    }
  }
  task.finish();
  return connectionCounts.flatMap((connections) => {
    const roundsOf = (load?: Load) => found.get(`${load?.name} ${connections}`) ?? [];
    return loads
      .filter(({ most }) => connections <= most)
      .map((load) => summarise(load, connections, roundsOf(load), roundsOf(loads[0])));
  });
}

/** Medians over rounds. `reference`: the same rounds of the empty route. */
function summarise(
  { name, titles }: Load,
  connections: number,
  found: readonly LoadRound[],
  reference: readonly LoadRound[],
) {
  const of = (pick: (round: LoadRound) => number) => median(found.map(pick));
  const ratios = found.map(({ perSecond }, k) => perSecond / (reference[k]?.perSecond ?? Number.NaN));
  return {
    ...{ name, connections },
    perSecond: of(({ perSecond }) => perSecond),
    titlesPerSecond: titles * of(({ perSecond }) => perSecond),
    cpu: of(({ cpu }) => cpu),
    p50: of(({ p50 }) => p50),
    p90: of(({ p90 }) => p90),
    p99: of(({ p99 }) => p99),
    failures: found.reduce((sum, { failures }) => sum + failures, 0),
    /** Throughput over that of the empty route at as many connections, and its extremes. */
    ratio: median(ratios),
    ratios: [Math.min(...ratios), Math.max(...ratios)] as const,
  };
}

/**
 * What hedge is compared with. `/` is Hono's empty route. `/answer` sends a fixed answer under the
 * headers that hedge sends, which shows how much of the difference is the answer's size.
 */
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

type Result = EdgeReport["results"][number];

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

/** The report for people. */
function showEdge({ model, pace, results, batchGain, soak }: EdgeReport): string {
  const { hash, bytes, leaves, terms, draws } = model;
  const gains = batchGain.map(({ connections, known, fresh }) => {
    const whenNew = fresh === null ? "" : `, ${fresh.toFixed(1)} times when all titles are new`;
    return `a batch of ${pace.batch} at ${connections} connections: ${known.toFixed(1)} times the titles/s of single requests${whenNew}`;
  });
  return [
    `model ${hash.slice(0, 19)}: ${(bytes / 1e6).toFixed(1)} MB, ${leaves} leaves, ${terms} terms, ${draws} draws; titles of 10 words`,
    `${pace.rounds} rounds of ${pace.seconds} s for each; ${pace.pool} titles asked before; loopback\n`,
    columnTable(columns, results),
    ...gains,
    ...(soak ? ["", showSoak(soak)] : []),
    "",
  ].join("\n");
}

function showSoak(soak: NonNullable<EdgeReport["soak"]>): string {
  const { requests, answers, swaps, swapsSeen, failed, wrong, memory } = soak;
  const quarters = memory.quarters.map((most) => most.toFixed(0)).join(", ");
  return [
    `soak of ${soak.seconds} s, ${soak.connections} connections: ${requests} requests, ${answers} answers, ${failed} failed, ${wrong} wrong`,
    `${swaps} swaps of the model, ${swapsSeen} seen, the slowest after ${soak.slowestSwap.toFixed(1)} s`,
    `memory ${memory.start.toFixed(0)} MB at the start, at most ${quarters} MB in each quarter`,
    ...soak.examples.map((example) => `  ${example}`),
  ].join("\n");
}
