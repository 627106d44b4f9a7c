import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { loadModel } from "../../trainer/artifact/load-model.ts";
import { withTemporaryFolder } from "../../trainer/files/temporary-folder.ts";
import type { Progress } from "../../trainer/progress/progress.ts";
import { root } from "../../trainer/serving/bundle-worker.ts";
import { type RunningSite, runSite } from "../../trainer/serving/run-site.ts";
import { readWranglerConfig, writeSite } from "../../trainer/serving/write-site.ts";
import { describeMachine, type Machine } from "../machine.ts";
import { writeEmptySite } from "./empty-worker.ts";
import { type Load, type Turn, takeTurn } from "./load.ts";
import { type SoakResult, soak } from "./soak.ts";
import { swappableModels } from "./swappable-models.ts";
import { titleMaker } from "./titles.ts";

/** Somebody's turns at one number of connections: the median of each figure. */
export type EdgeResult = Turn & {
  readonly name: string;
  readonly connections: number;
  readonly titlesPerSecond: number;
  /** Throughput over that of the empty route at the same number of connections: median over rounds, and the extremes. */
  readonly ratio: number;
  readonly ratios: readonly [number, number];
};

/** What `npm run bench -- edge --json` prints. */
export type EdgeReport = {
  readonly bench: "edge";
  readonly machine: Machine;
  readonly seed: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly model: {
    readonly hash: string;
    readonly bytes: number;
    readonly leaves: number;
    readonly terms: number;
    readonly draws: number;
  };
  readonly pace: {
    readonly rounds: number;
    readonly seconds: number;
    readonly pool: number;
    readonly batch: number;
  };
  readonly results: readonly EdgeResult[];
  /** Titles per second of a batch over those of single requests, over the same connections and kind of titles. */
  readonly batchGain: readonly {
    readonly connections: number;
    readonly known: number;
    readonly fresh: number | null;
  }[];
  readonly soak: SoakResult | null;
};

export type EdgeOptions = {
  readonly seed: number;
  readonly model: string;
  /** Seconds of one turn. */
  readonly turn: number;
  /** Seconds of the soak, 0 for none. */
  readonly soak: number;
};

const connectionCounts = [1, 8, 64] as const;
const rounds = 3;
/** Distinct titles that are asked for over and over. */
const pool = 1000;
const batch = 1000;

/** Measures the service under plain workerd against an empty Hono route under another workerd, in turns. */
export function benchEdge(options: EdgeOptions, progress: Progress): Promise<EdgeReport> {
  return withTemporaryFolder("hedge-bench-", (folder) => measure(folder, options, progress));
}

async function measure(folder: string, options: EdgeOptions, progress: Progress): Promise<EdgeReport> {
  const { seed, turn } = options;
  const { model, bytes } = await loadModel(options.model);
  const sites: RunningSite[] = [];
  try {
    const models = await swappableModels(join(folder, "models"), options.model);
    progress.say("bundling the worker");
    const config = await writeSite(join(folder, "hedge"), {
      models: models.folder,
      address: "127.0.0.1:0",
      settings: { MODEL_CHECK_SECONDS: "1" },
    });
    const hedge = await runSite(config);
    sites.push(hedge);

    const title = titleMaker(model, seed);
    const known = Array.from({ length: pool }, title);
    const pathOf = (text: string) => `/classify?title=${encodeURIComponent(text).replaceAll("%20", "+")}`;
    const sample = await fetch(hedge.origin + pathOf(known[0] ?? ""));
    const empty = await runSite(await emptySite(join(folder, "empty"), sample));
    sites.push(empty);

    const round = <T>(items: readonly T[]) => {
      let at = 0;
      return () => items[at++ % items.length] as T;
    };
    const [nextKnown, nextPath] = [round(known), round(known.map(pathOf))];
    const batchBody = JSON.stringify(Array.from({ length: batch }, nextKnown));
    const freshBatch = () => JSON.stringify(Array.from({ length: batch }, title));
    const of = (site: RunningSite, name: string, next: Load["next"], titles = 1, most = 64): Load => ({
      ...{ name, origin: site.origin, pid: site.pid, next, titles, most },
    });
    const loads = [
      of(empty, "empty Hono route", () => ({ path: "/" })),
      of(empty, "Hono, a fixed answer of the same size", () => ({ path: "/answer" })),
      of(hedge, "GET /classify, titles asked before", () => ({ path: nextPath() })),
      of(hedge, "GET /classify, every title new", () => ({ path: pathOf(title()) })),
      of(
        hedge,
        `POST /classify, ${batch} titles asked before`,
        () => ({ path: "/classify", body: batchBody }),
        batch,
        8,
      ),
      of(
        hedge,
        `POST /classify, ${batch} new titles`,
        () => ({ path: "/classify", body: freshBatch() }),
        batch,
        1,
      ),
    ];

    const turns = new Map<string, Turn[]>();
    const task = progress.start("load", rounds * connectionCounts.length * loads.length);
    let done = 0;
    for (const load of loads) await takeTurn(load, 8, Math.min(1, turn));
    for (let k = 0; k < rounds; k++) {
      for (const connections of connectionCounts) {
        for (const load of loads) {
          task.advance(++done, `${load.name}, ${connections} connections`);
          if (connections > load.most) continue;
          const key = `${load.name} ${connections}`;
          turns.set(key, [...(turns.get(key) ?? []), await takeTurn(load, connections, turn)]);
        }
      }
    }
    task.finish();

    const results = connectionCounts.flatMap((connections) => {
      const reference = turns.get(`${loads[0]?.name} ${connections}`) ?? [];
      return loads
        .filter(({ most }) => connections <= most)
        .map((load) =>
          summarise(load, connections, turns.get(`${load.name} ${connections}`) ?? [], reference),
        );
    });
    const titlesOf = (name: number, connections: number) =>
      results.find((result) => result.name === loads[name]?.name && result.connections === connections)
        ?.titlesPerSecond ?? Number.NaN;
    const found =
      options.soak > 0 ? await soak({ site: hedge, models, seed, seconds: options.soak }, progress) : null;
    return {
      bench: "edge",
      machine: describeMachine(),
      seed,
      versions: await versionsOf(["hono", "workerd", "autocannon"]),
      model: {
        hash: model.hash,
        bytes,
        leaves: model.tree.leaves.length,
        terms: model.vocabulary.terms.length,
        draws: model.posterior.draws,
      },
      pace: { rounds, seconds: turn, pool, batch },
      results,
      batchGain: ([1, 8] as const).map((connections) => ({
        connections,
        known: titlesOf(4, connections) / titlesOf(2, connections),
        fresh: connections === 1 ? titlesOf(5, connections) / titlesOf(3, connections) : null,
      })),
      soak: found,
    };
  } finally {
    for (const site of sites) await site.stop();
  }
}

async function emptySite(folder: string, sample: Response): Promise<string> {
  await mkdir(folder, { recursive: true });
  const { compatibilityDate } = await readWranglerConfig();
  const passing = [...sample.headers].filter(([name]) => name !== "content-length");
  return writeEmptySite(folder, compatibilityDate, {
    body: await sample.text(),
    headers: Object.fromEntries(passing),
  });
}

function summarise(
  { name, titles }: Load,
  connections: number,
  turns: readonly Turn[],
  reference: readonly Turn[],
): EdgeResult {
  const median = (values: readonly number[]) => {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  };
  const of = (pick: (turn: Turn) => number) => median(turns.map(pick));
  const ratios = turns.map(({ perSecond }, k) => perSecond / (reference[k]?.perSecond ?? Number.NaN));
  return {
    name,
    connections,
    perSecond: of((turn) => turn.perSecond),
    titlesPerSecond: titles * of((turn) => turn.perSecond),
    cpu: of((turn) => turn.cpu),
    latency: {
      p50: of(({ latency }) => latency.p50),
      p90: of(({ latency }) => latency.p90),
      p99: of(({ latency }) => latency.p99),
    },
    failures: turns.reduce((sum, { failures }) => sum + failures, 0),
    ratio: median(ratios),
    ratios: [Math.min(...ratios), Math.max(...ratios)],
  };
}

/** Versions as this project pins them. */
async function versionsOf(packages: readonly string[]): Promise<Record<string, string>> {
  const { dependencies, devDependencies } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const all: Record<string, string> = { ...dependencies, ...devDependencies };
  return Object.fromEntries(packages.map((name) => [name, all[name] ?? "unknown"]));
}
