import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { withTemporaryFolder } from "../../trainer/files/temporary-folder.ts";
import { type RunningSite, runSite } from "../../trainer/serving/run-site.ts";
import { workerdConfig } from "../../trainer/serving/workerd-config.ts";
import { readWranglerConfig } from "../../trainer/serving/write-site.ts";
import type { ColdStart } from "./cold-start.ts";
import { median, type PerTitle, perTitle } from "./quantiles.ts";

/** An answer in plain workerd, by the CPU time of its process: clocks inside an isolate stand still while it computes. */
export type WorkerdTimes = {
  readonly classify: PerTitle;
  readonly cold: Omit<ColdStart, "open" | "keptBytes">;
};

const repeats = 300;
const mostTitles = 120;
const coldStarts = 7;

export function timesInWorkerd(bytes: Uint8Array, titles: readonly string[]): Promise<WorkerdTimes> {
  return withTemporaryFolder("hedge-bench-", async (folder) => {
    const config = await writeSite(folder);
    const cold: number[] = [];
    for (let k = 0; k < coldStarts; k++) {
      await withSite(config, async (site) => {
        await ask(site, "/load", bytes);
        const idle = await cpuOf(site, () => ask(site, "/idle"));
        cold.push((await cpuOf(site, () => ask(site, "/open", titles[0] ?? ""))) - idle);
      });
    }
    const times: number[] = [];
    await withSite(config, async (site) => {
      await ask(site, "/load", bytes);
      await ask(site, "/open", titles[0] ?? "");
      for (const title of titles.slice(0, 20))
        await ask(site, "/run", JSON.stringify({ title, repeats: 100 }));
      for (const title of titles.slice(0, mostTitles)) {
        const body = (count: number) => JSON.stringify({ title, repeats: count });
        const idle = await cpuOf(site, () => ask(site, "/run", body(0)));
        const busy = await cpuOf(site, () => ask(site, "/run", body(repeats)));
        times.push((1000 * (busy - idle)) / repeats);
      }
    });
    return { classify: perTitle(times), cold: { firstAnswer: median(cold) } };
  });
}

async function writeSite(folder: string): Promise<string> {
  await build({
    entryPoints: [new URL("predict-worker.ts", import.meta.url).pathname],
    bundle: true,
    minify: true,
    format: "esm",
    outfile: join(folder, "index.js"),
  });
  const { compatibilityDate } = await readWranglerConfig();
  const config = workerdConfig({
    ...{ modules: ["index.js"], compatibilityDate, models: folder, address: "127.0.0.1:0", settings: {} },
  });
  await writeFile(join(folder, "predict.capnp"), config);
  return join(folder, "predict.capnp");
}

async function withSite(config: string, use: (site: RunningSite) => Promise<void>): Promise<void> {
  const site = await runSite(config);
  try {
    await ask(site, "/idle");
    await use(site);
  } finally {
    await site.stop();
  }
}

async function ask(site: RunningSite, path: string, body?: string | Uint8Array): Promise<void> {
  const init =
    body === undefined
      ? {}
      : { method: "POST", body: typeof body === "string" ? body : Uint8Array.from(body) };
  const response = await fetch(site.origin + path, init);
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
}

/** Milliseconds of CPU, all threads together, that a process uses while `work` is under way. */
async function cpuOf(site: RunningSite, work: () => Promise<void>): Promise<number> {
  const before = await cpuMilliseconds(site.pid);
  await work();
  return (await cpuMilliseconds(site.pid)) - before;
}

/** Linux's scheduler counts nanoseconds for each thread. */
async function cpuMilliseconds(pid: number): Promise<number> {
  const threads = await readdir(`/proc/${pid}/task`);
  const times = await Promise.all(
    threads.map(async (thread) =>
      Number((await readFile(`/proc/${pid}/task/${thread}/schedstat`, "utf8")).split(" ")[0]),
    ),
  );
  return times.reduce((sum, time) => sum + time, 0) / 1e6;
}
