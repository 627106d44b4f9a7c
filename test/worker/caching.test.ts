import { describe, expect, it } from "vitest";
import { answerCache } from "../../worker/http/answer-cache.ts";
import { tinyModelBytes } from "../fixtures/tiny-model.ts";
import { type Ask, problemOf, serviceFrom, serviceWith, sourceOf } from "./service.ts";

const headersOf = async (ask: Ask, path: string) => {
  const { headers } = await ask(path);
  return Object.fromEntries([...headers].filter(([name]) => name !== "x-request-id"));
};

describe("entity tags of answers", () => {
  const ask = serviceWith();
  const tag = async (query: string) => (await ask(`/classify?${query}`)).headers.get("ETag") ?? "";

  it("are equal for the same query and model, and differ otherwise", async () => {
    expect(await tag("title=lego")).toBe(await tag("title=lego"));
    expect(await tag("title=lego")).not.toBe(await tag("title=leg"));
    expect(await tag("title=lego")).not.toBe(await tag("title=lego&top=1"));
    const other = serviceWith(
      tinyModelBytes({
        header: (header) => {
          header.decision = { thresholds: [0.5, 0.5] };
        },
      }),
    );
    expect((await other("/classify?title=lego")).headers.get("ETag")).not.toBe(await tag("title=lego"));
  });

  it("save the body, for a new answer and for a cached one", async () => {
    const known = await tag("title=sugar");
    for (const service of [ask, serviceWith()]) {
      for (const value of [known, `"x", W/${known}`, "*"]) {
        const response = await service("/classify?title=sugar", { headers: { "If-None-Match": value } });
        expect(response.status).toBe(304);
        expect(response.headers.get("ETag")).toBe(known);
        expect(await response.text()).toBe("");
      }
      const response = await service("/classify?title=sugar", { headers: { "If-None-Match": '"x"' } });
      expect(response.status).toBe(200);
    }
  });

  it("are on the routes about the model as well", async () => {
    for (const path of ["/taxonomy", "/model", "/openapi.json"]) {
      const etag = (await ask(path)).headers.get("ETag") ?? "";
      expect(etag).toMatch(/^"\w+"$/);
      expect((await ask(path, { headers: { "If-None-Match": etag } })).status).toBe(304);
    }
  });
});

describe("cached answers", () => {
  it("equal new answers, to the byte, with the same headers", async () => {
    const ask = serviceWith();
    const path = "/classify?title=adult%20toys&top=2";
    const [first, firstHeaders] = [await (await ask(path)).text(), await headersOf(ask, path)];
    expect(await (await ask(path)).text()).toBe(first);
    expect(await headersOf(ask, path)).toEqual(firstHeaders);
    const never = serviceWith(tinyModelBytes(), { KEPT_ANSWERS_KB: "0" });
    expect(await (await never(path)).text()).toBe(first);
    expect(await headersOf(never, path)).toEqual(firstHeaders);
  });

  it("to a title alone equal those that go through the routes, when they are new too", async () => {
    const direct = serviceWith();
    // With metrics nothing is answered ahead of routing.
    const routed = serviceWith(tinyModelBytes(), { METRICS: "on" });
    await Promise.all([direct("/classify?title=tea"), routed("/classify?title=tea")]);
    const titles = [
      "lego+toys",
      "100%25+cotton",
      "100%+cotton",
      "caf%C3%A9",
      "%E9",
      "",
      "+",
      "a&b",
      "a#b",
      "a=b",
    ];
    for (const title of titles) {
      const path = `/classify?title=${title}`;
      const [ours, theirs] = [await direct(path), await routed(path)];
      expect(ours.status).toBe(theirs.status);
      const withoutId = (body: Record<string, unknown>) => ({ ...body, requestId: null });
      expect(withoutId(await ours.json())).toEqual(withoutId(await theirs.json()));
      expect(await headersOf(direct, path)).toEqual(await headersOf(routed, path));
    }
  });

  it("have a request id of their own", async () => {
    const ask = serviceWith();
    const ids = await Promise.all(
      [1, 2, 3].map(async () => (await ask("/classify?title=tea")).headers.get("X-Request-Id")),
    );
    expect(new Set(ids).size).toBe(3);
  });

  it("are dropped with the model that gave them", async () => {
    const other = tinyModelBytes({
      header: (header) => {
        header.decision = { thresholds: [0, 0] };
      },
    });
    const models = [await tinyModelBytes(), await other];
    const clock = { now: 0 };
    let loads = 0;
    const ask = serviceFrom(
      () => ({
        pointedHash: async () => "sha256:something new",
        load: async () => ({ bytes: models[loads++] ?? new Uint8Array(), hash: null }),
      }),
      {},
      { retryAfter: 5_000, loadTimeout: 20_000, checkEvery: 1, now: () => clock.now },
    );
    const answer = async () => (await ask("/classify?title=adult")).text();
    const old = await answer();
    expect(await answer()).toBe(old);
    clock.now = 10;
    await answer();
    expect(await answer()).not.toBe(old);
  });

  it("stay within the capacity of the cache, which drops the oldest first", () => {
    const cache = answerCache(10_000);
    const observation = { outcome: "leaf", level: 2, unknownShare: 0 };
    const answer = (text: string) => ({ text, etag: "", hash: "h", observation });
    for (let k = 0; k < 1_000; k++) cache.set(`k${k}`, answer("x".repeat(90)));
    const found = Array.from({ length: 1_000 }, (_, k) => cache.get(`k${k}`, "h") !== undefined);
    expect(found.slice(0, 880)).not.toContain(true);
    expect(found.slice(-100)).not.toContain(false);
    expect(cache.get("k999", "other model")).toBeUndefined();
    cache.set("long", answer("x".repeat(200)));
    expect(cache.get("long", "h")).toBeUndefined();
  });
});

describe("Cache-Control", () => {
  it("has the max-age of CACHE_SECONDS, and is private where keys are required", async () => {
    const cacheControl = async (ask: Ask, headers = {}) =>
      (await ask("/classify?title=tea", { headers })).headers.get("Cache-Control");
    expect(await cacheControl(serviceWith())).toBe("public, max-age=60");
    expect(await cacheControl(serviceWith(tinyModelBytes(), { CACHE_SECONDS: "5" }))).toBe(
      "public, max-age=5",
    );
    const key = "0123456789abcdef";
    const closed = serviceWith(tinyModelBytes(), { API_KEYS: key });
    expect(await cacheControl(closed, { Authorization: `Bearer ${key}` })).toBe("private, max-age=60");
  });
});

describe("an answer before the model is checked", () => {
  it("may not be kept by anybody; later ones may", async () => {
    const bytes = await tinyModelBytes();
    const ask = serviceFrom(() => sourceOf(async () => bytes), {}, { checkFirst: false });
    const path = "/classify?title=tea";
    const first = await ask(path, { headers: { "If-None-Match": "*" } });
    expect(first.status).toBe(200);
    expect(first.headers.get("Cache-Control")).toBe("no-store");
    expect(first.headers.get("ETag")).toBeNull();
    const second = await ask(path);
    expect(second.headers.get("Cache-Control")).toBe("public, max-age=60");
    expect(await second.text()).toBe(await first.text());
  });

  it("is the only one that a damaged model gives, and none on other routes", async () => {
    const bytes = (await tinyModelBytes()).map((byte, k, all) => (k === all.length - 1 ? byte ^ 1 : byte));
    const spoilt = () => serviceFrom(() => sourceOf(async () => bytes), {}, { checkFirst: false });
    const ask = spoilt();
    expect((await ask("/classify?title=tea")).headers.get("Cache-Control")).toBe("no-store");
    expect((await problemOf(await ask("/classify?title=tea"), 503)).detail).toContain("SHA-256");
    for (const path of ["/healthz", "/model", "/taxonomy"])
      expect((await problemOf(await spoilt()(path), 503)).detail).toContain("SHA-256");
  });
});

describe("the Cache API", () => {
  it("gives other isolates the same answer, tag and conditional responses", async () => {
    const settings = { EDGE_CACHE: "on" };
    const [first, second] = [
      serviceWith(tinyModelBytes(), settings),
      serviceWith(tinyModelBytes(), settings),
    ];
    const path = "/classify?title=edge+lego";
    const response = await first(path);
    const text = await response.text();
    const again = await second(path, { headers: { "X-Request-Id": "mine" } });
    expect(await again.text()).toBe(text);
    expect(again.headers.get("ETag")).toBe(response.headers.get("ETag"));
    expect(again.headers.get("X-Request-Id")).toBe("mine");
    const known = { "If-None-Match": response.headers.get("ETag") ?? "" };
    expect((await second(path, { headers: known })).status).toBe(304);
  });
});
