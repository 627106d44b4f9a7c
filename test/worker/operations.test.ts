import { afterEach, describe, expect, it, vi } from "vitest";
import { countAnswer, counters } from "../../worker/metrics/counters.ts";
import { driftOf } from "../../worker/metrics/drift.ts";
import { tinyModelBytes } from "../fixtures/tiny-model.ts";
import { type Ask, batchPoster, problemOf, serviceWith, textOf } from "./service.ts";

const secret = "lego toys of my neighbour";
const key = "0123456789abcdef";

/** Asks for single titles, kept ones among them, and for a batch. */
async function askForAll(ask: Ask): Promise<void> {
  for (const title of [secret, secret, "xylophone"]) {
    await (await ask(`/classify?title=${encodeURIComponent(title)}`)).text();
  }
  await textOf(await batchPoster(ask)('"tea"\n"tea"\n"adult toys"\n', "application/x-ndjson"));
  await ask(`/${encodeURIComponent(secret)}`);
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("Workers Analytics Engine", () => {
  it("gets a data point for every kind of answer of a request, and no title", async () => {
    const points: { indexes: string[]; blobs: string[]; doubles: number[] }[] = [];
    const ANALYTICS = { writeDataPoint: (point: (typeof points)[number]) => void points.push(point) };
    await askForAll(serviceWith(tinyModelBytes(), { ANALYTICS }));
    // "neighbour", "my" and "of" are unknown.
    expect(points.map(({ blobs, doubles: [count, unknown] }) => [...blobs, count, unknown])).toEqual([
      ["leaf", "2", "new", 1, 0.6],
      ["leaf", "2", "kept", 1, 0.6],
      ["no-known-words", "0", "new", 1, 1],
      ["leaf", "2", "new", 1, 0],
      ["leaf", "2", "kept", 1, 0],
      ["low-child-confidence", "1", "new", 1, 0],
    ]);
    for (const { indexes, doubles } of points) {
      expect(indexes).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/)]);
      expect(doubles[2]).toBeGreaterThanOrEqual(0);
    }
    expect(JSON.stringify(points)).not.toMatch(/lego|tea|xylophone/);
  });
});

describe("LOGS", () => {
  it("is off unless it is switched on", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    await askForAll(serviceWith());
    expect(log).not.toHaveBeenCalled();
  });

  it("writes a JSON line for each request and its answers, without titles", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    await askForAll(serviceWith(tinyModelBytes(), { LOGS: "on" }));
    const lines = log.mock.calls.map(([line]) => JSON.parse(String(line)) as Record<string, unknown>);
    expect(JSON.stringify(lines)).not.toMatch(/lego|tea|xylophone|neighbour/);
    const requests = lines.filter(({ event }) => event === "request");
    expect(requests.map(({ method, route, status }) => [method, route, status])).toEqual([
      ["GET", "/classify", 200],
      ["GET", "/classify", 200],
      ["GET", "/classify", 200],
      ["POST", "/classify", 200],
      ["GET", "none", 404],
    ]);
    const answers = lines.filter(({ event }) => event === "answers");
    expect(answers.map((line) => line.answers)).toEqual([
      { "leaf 2 new": 1 },
      { "leaf 2 kept": 1 },
      { "no-known-words 0 new": 1 },
      { "leaf 2 new": 1, "leaf 2 kept": 1, "low-child-confidence 1 new": 1 },
    ]);
    for (const line of lines) expect(line.requestId).toMatch(/^[0-9a-f-]{36}-/);
    expect(new Set(requests.map(({ requestId }) => requestId)).size).toBe(5);
  });
});

describe("TIMING", () => {
  it("adds Server-Timing to answers, kept ones too, and to nothing else", async () => {
    const ask = serviceWith(tinyModelBytes(), { TIMING: "on" });
    const timing = async (path: string) => (await ask(path)).headers.get("Server-Timing");
    expect(await timing("/classify?title=tea")).toMatch(/^model;dur=[\d.]+,total;dur=[\d.]+/);
    expect(await timing("/classify?title=tea")).toMatch(/^total;dur=/);
    expect(await timing("/model")).toBeNull();
    expect((await serviceWith()("/classify?title=tea")).headers.has("Server-Timing")).toBe(false);
  });
});

describe("/metrics", () => {
  it("needs a key where keys are set", async () => {
    const ask = serviceWith(tinyModelBytes(), { METRICS: "on", API_KEYS: key });
    await problemOf(await ask("/metrics"), 401);
    const response = await ask("/metrics", { headers: { Authorization: `Bearer ${key}` } });
    expect(await response.text()).toContain("hedge_requests_total");
    await problemOf(await serviceWith(tinyModelBytes(), { API_KEYS: key })("/metrics"), 404);
  });

  it("gives the shares of fallbacks and unknown words, with what is expected", async () => {
    const ask = serviceWith(tinyModelBytes(), { METRICS: "on", EXPECTED_FALLBACKS: "0.25" });
    await askForAll(ask);
    const text = await (await ask("/metrics")).text();
    // Four were worked out, two of them fallbacks.
    expect(text).toContain('hedge_share{what="fallbacks",bound="mean"} 0.5\n');
    expect(text).toContain('hedge_share{what="fallbacks",bound="expected"} 0.25\n');
    expect(text).toContain('hedge_share{what="unknown_words",bound="mean"} 0.4\n');
    expect(text).not.toContain('what="unknown_words",bound="expected"');
    expect(text).toContain('hedge_drift{what="fallbacks"} 0\n');
    expect(text).toContain('hedge_answers_by_level_total{level="2"} 2\n');
  });
});

describe("drift", () => {
  function counted(titles: number, fallbacks: number, unknownShares: readonly number[]) {
    const seen = counters();
    for (let k = 0; k < titles; k++) {
      const unknownShare = unknownShares[k % unknownShares.length] ?? 0;
      countAnswer(seen, { outcome: k < fallbacks ? "outside-taxonomy" : "leaf", level: 1, unknownShare });
    }
    return seen;
  }
  const expected = { expectedFallbacks: 0.3, expectedUnknownWords: 0.1 };

  it("has the 99 % intervals of Wilson and of a mean", () => {
    const [fallbacks, unknown] = driftOf(counted(200, 60, [0, 0.2]), expected);
    // Either end is a share from which 0.3 of 200 lies 2.5758 of its own standard deviations away.
    for (const end of [fallbacks?.low ?? 0, fallbacks?.high ?? 0]) {
      expect(Math.abs(0.3 - end)).toBeCloseTo(2.5758 * Math.sqrt((end * (1 - end)) / 200), 9);
    }
    expect(fallbacks?.low).toBeLessThan(0.3);
    expect(fallbacks?.high).toBeGreaterThan(0.3);
    // 0.1 +- 2.5758 * sqrt(0.01 * 200 / 199 / 200).
    expect(unknown?.low).toBeCloseTo(0.08174, 4);
    expect(unknown?.high).toBeCloseTo(0.11826, 4);
    expect([fallbacks?.hasDrifted, unknown?.hasDrifted]).toEqual([false, false]);
  });

  it("is seen in either direction, once there are enough titles", () => {
    const drifted = (titles: number, fallbacks: number, shares: readonly number[]) =>
      driftOf(counted(titles, fallbacks, shares), expected).map(({ hasDrifted }) => hasDrifted);
    expect(drifted(200, 100, [0, 0.2])).toEqual([true, false]);
    expect(drifted(200, 20, [0, 0.2])).toEqual([true, false]);
    expect(drifted(200, 60, [0.2, 0.4])).toEqual([false, true]);
    expect(drifted(99, 99, [0.9])).toEqual([false, false]);
    expect(drifted(0, 0, [0])).toEqual([]);
  });

  it("cannot be where nothing is expected", () => {
    const none = { expectedFallbacks: null, expectedUnknownWords: null };
    expect(driftOf(counted(500, 500, [1]), none).map(({ hasDrifted }) => hasDrifted)).toEqual([false, false]);
  });
});
