import { describe, expect, it, vi } from "vitest";
import { readSettings } from "../../worker/config/settings.ts";
import { misconfiguredApp } from "../../worker/misconfigured-app.ts";
import { tinyModelBytes } from "../fixtures/tiny-model.ts";
import { problemOf, serviceFrom, serviceWith, sourceOf } from "./service.ts";

const key = "correct-horse-battery-staple";

describe("settings", () => {
  it("are all optional", () => {
    expect(readSettings({})).toMatchObject({ modelSource: "assets", modelNames: ["model"], metrics: false });
  });

  it.each([
    [{ MODEL_SOURCE: "ftp" }, "MODEL_SOURCE"],
    [{ MODEL_NAMES: "" }, "MODEL_NAMES"],
    [{ MODEL_NAMES: "../x" }, "MODEL_NAMES"],
    [{ MODEL_CHECK_SECONDS: "-1" }, "MODEL_CHECK_SECONDS"],
    [{ CORS_ORIGINS: "shop.example" }, "CORS_ORIGINS"],
    [{ CORS_ORIGINS: "https://shop.example/path" }, "CORS_ORIGINS"],
    [{ API_KEYS: "short" }, "API_KEYS"],
    [{ CACHE_SECONDS: "soon" }, "CACHE_SECONDS"],
    [{ EDGE_CACHE: "yes" }, "EDGE_CACHE"],
    [{ METRICS: "1" }, "METRICS"],
    [{ LOGS: "yes" }, "LOGS"],
    [{ TIMING: "1" }, "TIMING"],
    [{ EXPECTED_FALLBACKS: "31 %" }, "EXPECTED_FALLBACKS"],
    [{ EXPECTED_UNKNOWN_WORDS: "1.5" }, "EXPECTED_UNKNOWN_WORDS"],
  ])("that are invalid are named: %o", (bindings, name) => {
    expect(() => readSettings(bindings)).toThrow(name);
  });

  it("that are invalid make every route a 500, with the reason in the log", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => {});
    const app = misconfiguredApp("METRICS must be on or off.");
    const document = await problemOf(await app.request("/classify?title=lego"), 500);
    expect(document.type).toBe("/problems/misconfigured");
    expect(JSON.stringify(document)).not.toContain("METRICS");
    expect(log).toHaveBeenCalledWith(expect.anything(), "METRICS must be on or off.");
    log.mockRestore();
  });
});

describe("keys", () => {
  const ask = serviceWith(tinyModelBytes(), { API_KEYS: `another-key-of-somebody ${key}` });
  const withHeader = (Authorization: string) => ask("/classify?title=lego", { headers: { Authorization } });

  it("are required for /classify", async () => {
    expect((await withHeader(`Bearer ${key}`)).status).toBe(200);
    expect((await withHeader("Bearer another-key-of-somebody")).status).toBe(200);
    const missing = await ask("/classify?title=lego");
    expect(missing.headers.get("WWW-Authenticate")).toMatch(/^Bearer/);
    await problemOf(missing, 401);
    for (const wrong of [
      `Bearer ${key}x`,
      `Bearer ${key.slice(0, -1)}`,
      `Basic ${key}`,
      "Bearer",
      "Bearer  ",
      key,
      "Bearer <script>",
    ]) {
      await problemOf(await withHeader(wrong), 401);
    }
    const batch = { method: "POST", body: '["lego"]', headers: { "Content-Type": "application/json" } };
    await problemOf(await ask("/classify", batch), 401);
  });

  it("are not required for /healthz or a preflight", async () => {
    expect((await ask("/healthz")).status).toBe(200);
    const preflight = { method: "OPTIONS", headers: { Origin: "https://a.example" } };
    const response = await ask("/classify", preflight);
    expect(response.status).toBe(204);
    expect(response.headers.get("Access-Control-Allow-Headers")).toContain("Authorization");
  });

  it("are needed for cached answers too", async () => {
    await withHeader(`Bearer ${key}`);
    await problemOf(await ask("/classify?title=lego"), 401);
  });
});

describe("CORS", () => {
  it("lets only the origins of CORS_ORIGINS read answers", async () => {
    const ask = serviceWith(tinyModelBytes(), { CORS_ORIGINS: "https://a.example https://b.example" });
    for (const path of ["/classify?title=lego", "/classify?title=lego", "/taxonomy", "/nothing"]) {
      const allowed = async (Origin: string) => {
        const { headers } = await ask(path, { headers: { Origin } });
        expect(headers.get("Vary")).toContain("Origin");
        return headers.get("Access-Control-Allow-Origin");
      };
      expect(await allowed("https://b.example")).toBe("https://b.example");
      expect(await allowed("https://evil.example")).toBeNull();
      expect(await allowed("null")).toBeNull();
    }
  });
});

describe("the rate limit", () => {
  it("refuses a caller by address when the binding says so, before classifying", async () => {
    const asked: string[] = [];
    const RATE_LIMITER = {
      limit: async ({ key: caller }: { key: string }) => ({ success: asked.push(caller) <= 2 }),
    };
    const ask = serviceWith(tinyModelBytes(), { RATE_LIMITER });
    const once = (Authorization: string) =>
      ask("/classify?title=lego", { headers: { "CF-Connecting-IP": "192.0.2.1", Authorization } });
    expect([(await once("a")).status, (await once("b")).status]).toEqual([200, 200]);
    const third = await once("c");
    expect(third.headers.get("Retry-After")).toBe("60");
    await problemOf(third, 429);
    expect(asked).toEqual(["192.0.2.1", "192.0.2.1", "192.0.2.1"]);
    expect((await ask("/healthz")).status).toBe(200);
  });

  it("counts by key where keys are required", async () => {
    const asked: string[] = [];
    const RATE_LIMITER = {
      limit: async ({ key: caller }: { key: string }) => ({ success: asked.push(caller) > 0 }),
    };
    const ask = serviceWith(tinyModelBytes(), { RATE_LIMITER, API_KEYS: key });
    await ask("/classify?title=lego", { headers: { Authorization: `Bearer ${key}` } });
    await problemOf(
      await ask("/classify?title=lego", { headers: { Authorization: "Bearer made-up-key-number-1" } }),
      401,
    );
    expect(asked).toEqual([`Bearer ${key}`]);
  });
});

describe("GET /metrics", () => {
  it("is a 404 unless METRICS is on", async () => {
    await problemOf(await serviceWith()("/metrics"), 404);
  });

  it("counts requests by route and answers by outcome", async () => {
    const ask = serviceWith(tinyModelBytes(), { METRICS: "on" });
    for (const path of [
      "/classify?title=lego+toys",
      "/classify?title=lego+toys",
      "/classify?title=xylophone",
      "/classify?title=",
      "/nothing",
      "/<script>",
      "/taxonomy",
    ]) {
      await ask(path);
    }
    const response = await ask("/metrics");
    expect(response.headers.get("Content-Type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    const text = await response.text();
    expect(text).toContain('hedge_requests_total{method="GET",route="/classify",status="200"} 3\n');
    expect(text).toContain('hedge_requests_total{method="GET",route="/classify",status="400"} 1\n');
    expect(text).toContain('hedge_requests_total{method="GET",route="none",status="404"} 2\n');
    expect(text).toContain('hedge_answers_total{outcome="leaf"} 1\n');
    expect(text).toContain('hedge_answers_total{outcome="no-known-words"} 1\n');
    expect(text).toContain("hedge_kept_answers_total 1\n");
    expect(text).toMatch(/hedge_model_info\{name="model",hash="sha256:[0-9a-f]{64}"\} 1\n/);
    expect(text).toContain('hedge_model_failed{name="model"} 0\n');
    for (const line of text.trimEnd().split("\n")) {
      expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{(\w+="[^"]*",?)*\})? [\d.]+)$/);
    }
  });
});

describe("two models", () => {
  const names: string[] = [];
  const other = tinyModelBytes({
    header: (header) => {
      header.decision = { thresholds: [0.999, 0.999] };
    },
  });
  const ask = serviceFrom(
    (name) => {
      names.push(name);
      return sourceOf(() => (name === "candidate" ? other : tinyModelBytes()));
    },
    { MODEL_NAMES: "model, candidate" },
  );
  const hash = async (path: string) => {
    const document = await (await ask(path)).json<{ model?: string; hash?: string }>();
    return document.model ?? document.hash;
  };

  it("answer side by side, the first when none is named", async () => {
    const [first, second] = [
      await hash("/classify?title=tea"),
      await hash("/classify?title=tea&model=candidate"),
    ];
    expect(first).not.toBe(second);
    expect(await hash("/classify?title=tea&model=model")).toBe(first);
    expect(await hash("/classify?title=tea&model=candidate")).toBe(second);
    expect(await hash("/taxonomy?model=candidate")).toBe(second);
    expect(await hash("/model?model=candidate")).toBe(second);
    expect(await hash("/healthz")).toBe(first);
    expect(names).toEqual(["model", "candidate"]);
  });

  it("do not include a third", async () => {
    for (const path of [
      "/classify?title=tea&model=third",
      "/taxonomy?model=third",
      "/model?model=__proto__",
    ]) {
      await problemOf(await ask(path), 400);
    }
  });
});
