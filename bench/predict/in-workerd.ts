import { fileURLToPath } from "node:url";
import { withTemporaryFolder } from "../../trainer/files/temporary-folder.ts";
import { type RunningSite, runSite } from "../../trainer/serving/run-site.ts";
import { withCleanUp } from "../harness/clean-up.ts";
import { cpuSeconds } from "../harness/process-usage.ts";
import { median } from "../harness/statistics.ts";
import { writeWorkerSite } from "../harness/worker-site.ts";

const repeats = 300;
const mostTitles = 120;
const coldStarts = 7;

/** CPU microseconds of each title, and milliseconds of the first: isolates have no clock. */
export function timesInWorkerd(bytes: Uint8Array, titles: readonly string[]) {
  const measure = async (folder: string, sites: AsyncDisposableStack) => {
    const entryPoints = [fileURLToPath(import.meta.resolve("./predict-worker.ts"))];
    const config = await writeWorkerSite(folder, { entryPoints });
    const [first = ""] = titles;
    const start = async () => {
      const site = sites.adopt(await runSite(config), ({ stop }) => stop());
      await ask(site, "/load", bytes);
      return site;
    };
    const cold: number[] = [];
    while (cold.length < coldStarts) {
      const site = await start();
      const idle = await cpuOf(site, "/idle");
      cold.push(1e3 * ((await cpuOf(site, "/open", first)) - idle));
      await site.stop();
    }
    const site = await start();
    const run = (title: string, count: number) =>
      cpuOf(site, "/run", JSON.stringify({ title, repeats: count }));
    await ask(site, "/open", first);
    for (const title of titles.slice(0, 20)) await run(title, 100);
    const classify: number[] = [];
    for (const title of titles.slice(0, mostTitles)) {
      const idle = await run(title, 0);
      classify.push((1e6 * ((await run(title, repeats)) - idle)) / repeats);
    }
    return { classify, firstAnswer: median(cold) };
  };
  return withTemporaryFolder("hedge-bench-", (folder) => withCleanUp((sites) => measure(folder, sites)));
}

async function ask({ origin }: RunningSite, path: string, sent: string | Uint8Array = ""): Promise<void> {
  const body = typeof sent === "string" ? sent : Uint8Array.from(sent);
  const response = await fetch(origin + path, { method: "POST", body });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
}

async function cpuOf(site: RunningSite, path: string, body?: string): Promise<number> {
  const before = cpuSeconds(site.pid);
  await ask(site, path, body);
  return cpuSeconds(site.pid) - before;
}
