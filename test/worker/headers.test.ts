import { describe, expect, it } from "vitest";
import { tinyModelBytes } from "../fixtures/tiny-model.ts";
import { type Ask, serviceWith } from "./service.ts";

const html = "text/html,application/xhtml+xml,*/*;q=0.8";
/** Every path that answers GET, and what is asked for. */
const routes = [
  ["/", html],
  ["/", "application/json"],
  ["/docs", html],
  ["/client.js", "*/*"],
  ["/style.css", "*/*"],
  ["/icon.svg", "*/*"],
  ["/openapi.json", "*/*"],
  ["/taxonomy", "*/*"],
  ["/model", "*/*"],
  ["/problems/not-found", "*/*"],
  ["/classify?title=lego", "*/*"],
] as const;
const services: readonly [string, Ask][] = [
  ["any origin", serviceWith()],
  ["a list of origins", serviceWith(tinyModelBytes(), { CORS_ORIGINS: "https://a.example" })],
  ["the Cache API", serviceWith(tinyModelBytes(), { EDGE_CACHE: "on" })],
];

/** Headers of a response but those of its body and the request's own id. */
function namedHeaders({ headers }: Response): Record<string, string> {
  const ofBody = ["content-type", "content-length"];
  const named = [...headers].filter(([name]) => !ofBody.includes(name));
  return Object.fromEntries(named.map(([name, value]) => [name, name === "x-request-id" ? "id" : value]));
}

describe.each(services)("with %s", (_, ask) => {
  it.each(routes)("GET %s for %s gives a 304 the headers of its 200", async (path, accept) => {
    const headers = { Accept: accept, Origin: "https://a.example" };
    const whole = await ask(path, { headers });
    expect(whole.status).toBe(200);
    const tag = whole.headers.get("ETag") ?? "";
    for (const method of ["GET", "HEAD"]) {
      const known = await ask(path, { method, headers: { ...headers, "If-None-Match": tag } });
      expect(known.status).toBe(304);
      expect(namedHeaders(known)).toEqual(namedHeaders(whole));
    }
  });
});

describe("the content security policy", () => {
  const ask = serviceWith();
  const policy = async (path: string, init: RequestInit = {}) =>
    (await ask(path, { ...init, headers: { Accept: html, ...init.headers } })).headers.get(
      "Content-Security-Policy",
    ) ?? "";

  it("of pages allows their own script and style, at any status", async () => {
    for (const path of ["/", "/docs", "/docs/", "/?title=lego"]) {
      for (const headers of [{}, { "If-None-Match": "*" }]) {
        expect(await policy(path, { headers })).toContain("script-src 'self'; style-src 'self'");
      }
    }
  });

  it("of everything else allows nothing, at any status", async () => {
    const all: [string, RequestInit?][] = [
      ["/", { headers: { Accept: "application/json" } }],
      ["/", { method: "POST" }],
      ["/docs", { method: "DELETE" }],
      ["/nothing"],
      ["/classify"],
      ["/classify?title=lego", { headers: { "If-None-Match": "*" } }],
      ["/model"],
      ["/client.js", { headers: { "If-None-Match": "*" } }],
    ];
    for (const [path, init] of all) {
      expect(await policy(path, init)).toBe("default-src 'none'; frame-ancestors 'none'");
    }
  });
});

describe("security headers", () => {
  it("are the same for pages, data and problems, but for the policy", async () => {
    const ask = serviceWith();
    const names = ["Strict-Transport-Security", "X-Content-Type-Options"];
    const all: [string, RequestInit?][] = [
      ...routes.map(([path, accept]) => [path, { headers: { Accept: accept } }] as [string, RequestInit]),
      ["/healthz"],
      ["/nothing"],
      ["/classify"],
      ["/docs", { method: "PUT" }],
      ["/classify", { method: "POST", body: "[]", headers: { "Content-Type": "application/json" } }],
    ];
    const page = await ask("/", { headers: { Accept: html } });
    for (const name of names) expect(page.headers.get(name)).toMatch(/\S/);
    for (const path of ["/", "/docs"]) {
      const text = await (await ask(path, { headers: { Accept: html } })).text();
      expect(text).toContain('<meta name="referrer" content="no-referrer" />');
    }
    for (const [path, init] of all) {
      const { headers } = await ask(path, init);
      expect([path, ...names.map((name) => headers.get(name))]).toEqual([
        path,
        ...names.map((name) => page.headers.get(name)),
      ]);
    }
  });
});

describe("a slash at the end of a path", () => {
  it("changes nothing", async () => {
    const ask = serviceWith();
    for (const path of ["/docs", "/model", "/taxonomy", "/healthz", "/openapi.json", "/problems/not-found"]) {
      expect(await (await ask(`${path}/`)).text()).toBe(await (await ask(path)).text());
    }
    expect(await (await ask("/classify/?title=lego")).json()).toEqual(
      await (await ask("/classify?title=lego")).json(),
    );
    const batch = { method: "POST", body: '["lego"]', headers: { "Content-Type": "application/json" } };
    expect((await ask("/classify/", batch)).status).toBe(200);
  });

  it("leads past neither keys nor rate limits", async () => {
    const limited = serviceWith(tinyModelBytes(), {
      RATE_LIMITER: { limit: async () => ({ success: false }) },
    });
    expect((await limited("/classify/?title=lego")).status).toBe(429);
    const closed = serviceWith(tinyModelBytes(), { API_KEYS: "0123456789abcdef" });
    expect((await closed("/classify/?title=lego")).status).toBe(401);
  });
});
