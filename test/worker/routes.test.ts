import { describe, expect, it, vi } from "vitest";
import { problemKinds } from "../../worker/http/problem.ts";
import { problemOf, serviceFrom, serviceWith, sourceOf } from "./service.ts";

const ask = serviceWith();

describe("GET /", () => {
  it("lists the routes", async () => {
    const response = await ask("/");
    expect(response.status).toBe(200);
    const index = await response.json<{ routes: Record<string, string>; example: string }>();
    expect(Object.keys(index.routes).join(" ")).toMatch(/\/classify.*\/healthz/);
    expect((await ask(index.example)).status).toBe(200);
  });
});

describe("GET /healthz", () => {
  it("names the model that answers", async () => {
    const response = await ask("/healthz");
    expect(response.status).toBe(200);
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    expect(await response.json()).toEqual({
      status: "ok",
      model: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      lastFailure: null,
    });
  });
});

describe("GET /problems/{code}", () => {
  it.each(Object.entries(problemKinds))("explains %s", async (code, kind) => {
    const response = await ask(`/problems/${code}`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ type: `/problems/${code}`, ...kind });
  });

  it.each(["nonsense", "toString", "__proto__"])("knows nothing of %s", async (code) => {
    await problemOf(await ask(`/problems/${code}`), 404);
  });
});

describe("an unknown path or method", () => {
  it.each(["/nothing", "/model.msgpack", "/classify/x?title=lego", "/%2e%2e/model.msgpack", "/%00"])(
    "answers %j with a problem document",
    async (path) => {
      const { type } = await problemOf(await ask(path), 404);
      expect(type).toBe("/problems/not-found");
    },
  );

  it.each([
    ["POST", "/taxonomy"],
    ["PUT", "/healthz"],
    ["DELETE", "/"],
    ["PATCH", "/problems/not-found"],
  ])("answers %s %s with the methods that work", async (method, path) => {
    const response = await ask(path, { method });
    expect(response.headers.get("Allow")).toBe("GET, HEAD");
    expect((await problemOf(response, 405)).detail).toBe("Use GET or HEAD here.");
  });
});

describe("headers", () => {
  it("lets any origin read answers, and none frame them", async () => {
    for (const path of ["/classify?title=lego", "/nothing", "/classify"]) {
      const { headers } = await ask(path);
      expect(headers.get("Access-Control-Allow-Origin")).toBe("*");
      expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
      expect(headers.get("Content-Security-Policy")).toBe("default-src 'none'; frame-ancestors 'none'");
    }
  });

  it("answers a preflight", async () => {
    const response = await ask("/classify", { method: "OPTIONS", headers: { Origin: "https://a.example" } });
    expect(response.status).toBe(204);
    expect(response.headers.get("Access-Control-Allow-Methods")).toBe("GET,HEAD,POST");
  });

  it("accepts a valid request id and replaces a hostile one", async () => {
    const withId = (id: string) => ask("/nothing", { headers: { "X-Request-Id": id } });
    expect((await problemOf(await withId("abc-123"), 404)).requestId).toBe("abc-123");
    expect((await problemOf(await withId("<script>"), 404)).requestId).toMatch(/^[0-9a-f-]{36}-[0-9a-z]+$/);
  });
});

describe("a defect", () => {
  it("is a 500 that reveals nothing internal", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => {});
    const broken = serviceFrom(() => sourceOf(() => Promise.reject(new TypeError("secret inner workings"))));
    const document = await problemOf(await broken("/classify?title=lego"), 500);
    expect(JSON.stringify(document)).not.toContain("secret");
    expect(log).toHaveBeenCalledWith(document.requestId, expect.any(TypeError));
    log.mockRestore();
  });
});
