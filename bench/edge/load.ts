import autocannon from "autocannon";
import { cpuSeconds } from "./process-usage.ts";

/** Something that is asked for. */
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

/** What one turn showed. Latencies in milliseconds. */
export type Turn = {
  readonly perSecond: number;
  /** Microseconds of the server's CPU for a request. */
  readonly cpu: number;
  readonly latency: { readonly p50: number; readonly p90: number; readonly p99: number };
  /** Answers that were none: another status than 200, timeouts, closed connections. */
  readonly failures: number;
};

/** Waits until a server has nothing left to do: what a turn left behind must not burden the next one. */
async function settle(pid: number): Promise<void> {
  for (let before = Number.NaN, k = 0; k < 100; k++) {
    const now = cpuSeconds(pid);
    if (!(now - before > 0.01) && k > 0) return;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Asks for `seconds` over `connections` kept alive, each waiting for its answer before the next request. */
export async function takeTurn(load: Load, connections: number, seconds: number): Promise<Turn> {
  await settle(load.pid);
  const latencies: number[] = [];
  let failures = 0;
  const cpuBefore = cpuSeconds(load.pid);
  const began = performance.now();
  await new Promise<void>((resolve, reject) => {
    const instance = autocannon(
      {
        url: load.origin,
        connections,
        duration: seconds,
        requests: [
          {
            setupRequest: (request) => {
              const { path, body } = load.next();
              return body === undefined
                ? { ...request, path }
                : { ...request, path, method: "POST", body, headers: { "content-type": "application/json" } };
            },
          },
        ],
      },
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
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return {
    perSecond: sorted.length / Math.min(took, seconds + 1),
    cpu: (1e6 * cpu) / sorted.length,
    latency: { p50: at(0.5), p90: at(0.9), p99: at(0.99) },
    failures,
  };
}
