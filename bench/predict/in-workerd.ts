import { fileURLToPath } from "node:url";
import { withTemporaryFolder } from "../../trainer/files/temporary-folder.ts";
import { type RunningSite, runSite } from "../../trainer/serving/run-site.ts";
import { cpuSeconds } from "../harness/process-usage.ts";
import { median, perTitle } from "../harness/statistics.ts";
import { writeWorkerSite } from "../harness/worker-site.ts";

const repeats = 300;
const mostTitles = 120;
const coldStarts = 7;

/**
 * An answer in plain workerd, in microseconds a title, and the first one, in milliseconds. They are
 * the CPU time of its process: clocks inside an isolate stand still while it computes.
 */
export function timesInWorkerd(bytes: Uint8Array, titles: readonly string[]) {
  return withTemporaryFolder("hedge-bench-", async (folder) => {
    const entryPoints = [fileURLToPath(import.meta.resolve("./predict-worker.ts"))];
    const config = await writeWorkerSite(folder, { entryPoints });
    const [first = ""] = titles;
    const cold: number[] = [];
    while (cold.length < coldStarts) {
      await withSite(config, async (site) => {
        await ask(site, "/load", bytes);
        const idle = await cpuOf(site, () => ask(site, "/idle"));
        cold.push(1e3 * ((await cpuOf(site, () => ask(site, "/open", first))) - idle));
      });
    }
    const times: number[] = [];
    await withSite(config, async (site) => {
      const run = (title: string, count: number) =>
        ask(site, "/run", JSON.stringify({ title, repeats: count }));
      await ask(site, "/load", bytes);
      await ask(site, "/open", first);
      for (const title of titles.slice(0, 20)) await run(title, 100);
      for (const title of titles.slice(0, mostTitles)) {
        const idle = await cpuOf(site, () => run(title, 0));
        const busy = await cpuOf(site, () => run(title, repeats));
        times.push((1e6 * (busy - idle)) / repeats);
      }
    });
    return { classify: perTitle(times), cold: { firstAnswer: median(cold) } };
  });
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
  const sent = typeof body === "string" ? body : body && Uint8Array.from(body);
  const response = await fetch(site.origin + path, sent === undefined ? {} : { method: "POST", body: sent });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
}

/** Seconds of CPU, all threads together, that a process uses while `work` is under way. */
async function cpuOf({ pid }: RunningSite, work: () => Promise<void>): Promise<number> {
  const before = cpuSeconds(pid);
  await work();
  return cpuSeconds(pid) - before;
}
