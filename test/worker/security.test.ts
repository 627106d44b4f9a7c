import { afterEach, describe, expect, it, vi } from "vitest";
import type { Answer } from "../../shared/answer/answer.ts";
import { tinyModelBytes } from "../fixtures/tiny-model.ts";
import { problemOf, serviceWith } from "./service.ts";

const ask = serviceWith();
const script = `<script>alert(1)</script>`;
const batch = (body: BodyInit, query = "") =>
  ask(`/classify${query}`, { method: "POST", body, headers: { "Content-Type": "application/json" } });

afterEach(() => {
  vi.restoreAllMocks();
});

describe("markup", () => {
  const evil = serviceWith(
    tinyModelBytes({
      header: (header) => {
        const taxonomy = header.taxonomy as { labels: string[] };
        taxonomy.labels = taxonomy.labels.map((label) => (label === "" ? "" : `${script}${label}`));
      },
    }),
  );

  it("in titles and labels is returned as JSON that no browser renders", async () => {
    for (const path of [`/classify?title=${encodeURIComponent(`lego ${script}`)}`, "/taxonomy"]) {
      const { headers } = await evil(path, { headers: { Accept: "text/html" } });
      expect(headers.get("Content-Type")).toMatch(/^application\/json/);
      expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
      expect(headers.get("Content-Security-Policy")).toBe("default-src 'none'; frame-ancestors 'none'");
    }
    const answer = await (await evil(`/classify?title=lego+toys`)).json<Answer>();
    expect(answer.answer?.label).toBe(`${script}building toys`);
  });

  it("in a URL is in no page and in no problem that a browser renders", async () => {
    for (const path of [`/?title=${script}`, `/docs?${script}`]) {
      const page = await (await ask(path, { headers: { Accept: "text/html" } })).text();
      expect(page).toContain("<!doctype html>");
      expect(page).not.toContain("alert(1)");
    }
    for (const path of [`/${script}`, `/problems/${script}`, `/classify?${script}=1&title=a`]) {
      const response = await ask(path, { headers: { Accept: "text/html" } });
      expect(response.headers.get("X-Content-Type-Options")).toBe("nosniff");
      await problemOf(response, path.startsWith("/classify") ? 400 : 404);
    }
  });
});

describe("headers", () => {
  it("hold nothing of what a caller sent but a valid request id", async () => {
    const line = "%0d%0aSet-Cookie:%20stolen=1";
    for (const path of [
      `/classify?title=lego${line}`,
      `/classify?title=lego&top=${line}`,
      `/classify?title=lego&model=${line}`,
      `/problems/x${line}`,
      `/${line}`,
    ]) {
      for (const round of [1, 2]) {
        const { headers } = await ask(path, { headers: { "X-Request-Id": `id-${round}` } });
        expect(headers.get("X-Request-Id")).toBe(`id-${round}`);
        expect(JSON.stringify([...headers])).not.toMatch(/cookie|stolen/i);
      }
    }
  });

  it("accept no request id that could be read as something else", async () => {
    // Once worked out, once from memory.
    for (const path of ["/classify?title=tea", "/classify?title=tea", "/nothing"]) {
      for (const id of ["<b>", "a b", "a;b", 'a"b', "x".repeat(256)]) {
        const { headers } = await ask(path, { headers: { "X-Request-Id": id } });
        expect(headers.get("X-Request-Id")).toMatch(/^[0-9a-f-]{36}-[0-9a-z]+$/);
      }
    }
  });
});

describe("bodies", () => {
  it("that are deep or large are refused", async () => {
    await problemOf(await batch("[".repeat(900_000)), 400);
    const whole = `${"[".repeat(400_000)}${"]".repeat(400_000)}`;
    expect(await (await batch(whole)).json()).toMatchObject([{ entry: 1, error: { status: 400 } }]);
    await problemOf(await batch(whole, "?strict=1"), 400);
    await problemOf(await batch(`${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`), 400);
    await problemOf(await batch(`[${"1,".repeat(400_000)}1]`), 413);
    await problemOf(await batch(new Uint8Array(1_000_001)), 413);
    expect((await batch('["lego"]')).status).toBe(200);
  });

  it("change nothing but the answers to them", async () => {
    for (const item of [
      '{"title":"lego","__proto__":{"polluted":1}}',
      '{"__proto__":{"title":"lego","polluted":1}}',
      '{"title":"lego","constructor":{"prototype":{"polluted":1}}}',
    ]) {
      const [entry] = await (await batch(`[${item}]`)).json<{ error: { status: number } }[]>();
      expect(entry?.error.status).toBe(400);
    }
    await problemOf(await ask("/classify?title=a&__proto__[polluted]=1"), 400);
    expect({}).not.toHaveProperty("polluted");
    expect(Object.prototype).not.toHaveProperty("title");
  });
});

describe("paths", () => {
  it.each([
    "/..%2fmodel.msgpack",
    "/%2e%2e%2fmodel.msgpack",
    "/classify/..%2f..%2fmodel.msgpack",
    "//model.msgpack",
    "/model.json",
    "/model.msgpack%00.html",
    "/Classify?title=lego",
    "/classify%3Ftitle=lego",
    "/classify;v=1?title=lego",
    "/./.git/config",
    "/wrangler.toml",
  ])("%s leads nowhere", async (path) => {
    await problemOf(await ask(path), 404);
  });

  it("that only resemble `/classify` get no cached answer", async () => {
    await ask("/classify?title=lego");
    await problemOf(await ask("/nothing?x=/classify?title=lego"), 404);
    await problemOf(await ask("/classify/x?title=lego"), 404);
    await problemOf(await ask("/classify?x=1?title=lego"), 400);
  });
});

describe("keys", () => {
  it("are compared by digests, equally many wherever a wrong key differs", async () => {
    const key = "k".repeat(40);
    const closed = serviceWith(tinyModelBytes(), { API_KEYS: key });
    const digest = vi.spyOn(crypto.subtle, "digest");
    const work = async (token: string) => {
      digest.mockClear();
      await problemOf(
        await closed("/classify?title=lego", { headers: { Authorization: `Bearer ${token}` } }),
        401,
      );
      return digest.mock.calls.length;
    };
    const counts = [
      await work(`x${key.slice(1)}`),
      await work(`${key.slice(0, -1)}x`),
      await work("x".repeat(40)),
    ];
    expect(counts[0]).toBeGreaterThan(1);
    expect(new Set(counts).size).toBe(1);
  });
});
