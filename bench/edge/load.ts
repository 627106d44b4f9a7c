import { setTimeout } from "node:timers/promises";
import autocannon from "autocannon";
import { cpuSeconds } from "../harness/process-usage.ts";
import { quantile } from "../harness/statistics.ts";

/** A kind of request that is measured. */
export type Load = {
  readonly name: string;
  readonly origin: string;
  /** Process that answers. */
  readonly pid: number;
  /** Titles in one request. */
  readonly titles: number;
  /** Most connections that it is measured with: what takes long would only queue. */
  readonly most: number;
  /** The next request. */
  next(): { readonly path: string; readonly body?: string };
};

/** What one round of a load showed. */
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
export async function runLoad(load: Load, connections: number, seconds: number) {
  await settle(load.pid);
  const latencies: number[] = [];
  let failures = 0;
  const cpuBefore = cpuSeconds(load.pid);
  const began = performance.now();
  const setupRequest = (request: autocannon.Request): autocannon.Request => {
    const { path, body } = load.next();
    if (body === undefined) return { ...request, path };
    return { ...request, path, method: "POST", body, headers: { "content-type": "application/json" } };
  };
  await new Promise<void>((resolve, reject) => {
    const instance = autocannon(
      { url: load.origin, connections, duration: seconds, requests: [{ setupRequest }] },
      (error) => (error ? reject(error) : resolve()),
    );
    instance.on("response", (_client, status, _bytes, milliseconds) => {
      latencies.push(milliseconds);
      if (status !== 200) failures++;
    });
    instance.on("reqError", () => failures++);
  });
  const took = (performance.now() - began) / 1000;
  const cpu = cpuSeconds(load.pid) - cpuBefore;
  await settle(load.pid);
  return {
    perSecond: latencies.length / Math.min(took, seconds + 1),
    /** Microseconds of the server's CPU for a request. */
    cpu: (1e6 * cpu) / latencies.length,
    /** Milliseconds. */
    p50: quantile(latencies, 0.5),
    p90: quantile(latencies, 0.9),
    p99: quantile(latencies, 0.99),
    /** Requests without an answer of status 200. */
    failures,
  };
}
