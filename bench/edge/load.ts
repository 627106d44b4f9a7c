import { setTimeout } from "node:timers/promises";
import autocannon from "autocannon";
import type { RunningSite } from "../../trainer/serving/run-site.ts";
import { cpuSeconds } from "../harness/process-usage.ts";
import { quantile } from "../harness/statistics.ts";

/** Requests to one server. */
export type Load = {
  readonly name: string;
  readonly site: RunningSite;
  readonly titles: number;
  /** Most connections that it is measured with: what takes long would only queue. */
  readonly most: number;
  next(): { readonly path: string; readonly body?: string };
};

/** What one round of load has shown: rates, times in milliseconds and failures. */
export type LoadRound = Awaited<ReturnType<typeof runLoad>>;

/** Waits until a server is idle: what one round has left must not burden the next one. */
async function settle(pid: number): Promise<void> {
  for (let before = Number.NaN, k = 0; k < 100; k++) {
    const now = cpuSeconds(pid);
    if (!(now - before > 0.01) && k > 0) return;
    before = now;
    await setTimeout(100);
  }
}

/** Sends requests for `seconds` over connections that are kept alive, one at a time on each. */
export async function runLoad({ site, next }: Load, connections: number, seconds: number) {
  await settle(site.pid);
  const latencies: number[] = [];
  let failures = 0;
  const cpuBefore = cpuSeconds(site.pid);
  const began = performance.now();
  const setupRequest = (request: autocannon.Request): autocannon.Request => {
    const { path, body } = next();
    if (body === undefined) return { ...request, path };
    return { ...request, path, method: "POST", body, headers: { "content-type": "application/json" } };
  };
  await new Promise<void>((resolve, reject) => {
    const options = { url: site.origin, connections, duration: seconds, requests: [{ setupRequest }] };
    const instance = autocannon(options, (error) => (error ? reject(error) : resolve()));
    instance.on("response", (_client, status, _bytes, milliseconds) => {
      latencies.push(milliseconds);
      if (status !== 200) failures++;
    });
    instance.on("reqError", () => failures++);
  });
  const took = (performance.now() - began) / 1000;
  const cpu = cpuSeconds(site.pid) - cpuBefore;
  await settle(site.pid);
  return {
    perSecond: latencies.length / Math.min(took, seconds + 1),
    /** Microseconds of the server's CPU for a request. */
    cpu: (1e6 * cpu) / latencies.length,
    p50: quantile(latencies, 0.5),
    p90: quantile(latencies, 0.9),
    p99: quantile(latencies, 0.99),
    failures,
  };
}
