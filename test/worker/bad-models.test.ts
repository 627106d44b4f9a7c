import { afterEach, describe, expect, it, vi } from "vitest";
import { HedgeError } from "../../shared/errors.ts";
import { assetObjects } from "../../worker/models/object-store.ts";
import { storedModel } from "../../worker/models/stored-model.ts";
import { pack, tinyModelBytes } from "../fixtures/tiny-model.ts";
import { problemOf, serviceFrom, serviceWith, sourceOf } from "./service.ts";

/** A record, msgpackr's extension, repeated often enough for its reader to generate code. */
const records = Uint8Array.from([
  0x96, 0xd4, 0x72, 0x40, 0x91, 0xa1, 0x61, 0x01, 0x40, 0x01, 0x40, 0x01, 0x40, 0x01, 0x40, 0x01, 0x40, 0x01,
]);

const cases: readonly (readonly [string, () => Promise<Uint8Array>, string])[] = [
  ["empty", async () => new Uint8Array(), "damaged"],
  ["not msgpack", async () => new TextEncoder().encode("<!doctype html>"), "damaged"],
  ["another msgpack map", async () => pack({ hello: 1 }), "does not start as a hedge model"],
  ["a list of records", async () => records, "damaged"],
  ["truncated", async () => (await tinyModelBytes()).slice(0, -1), "damaged"],
  [
    "followed by something else",
    async () => Uint8Array.from([...(await tinyModelBytes()), 0]),
    "followed by",
  ],
  [
    "one byte changed",
    async () => (await tinyModelBytes()).map((byte, k, all) => (k === all.length - 1 ? byte ^ 1 : byte)),
    "SHA-256",
  ],
  [
    "of a future version",
    () =>
      tinyModelBytes({
        file: (file) => {
          file.major = 4;
        },
      }),
    "update hedge or train again",
  ],
];

const assetModel = (fetch: () => Promise<Response>) => (name: string) =>
  storedModel(assetObjects({ fetch }), name);

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("a bad model", () => {
  it.each(cases)("that is %s: 503 with the reason on every route that needs it", async (_, bytes, reason) => {
    const ask = serviceWith(bytes());
    for (const path of ["/classify?title=lego", "/healthz"]) {
      const response = await ask(path);
      expect(response.headers.get("Retry-After")).toBe("5");
      const document = await problemOf(response, 503);
      expect(document.type).toBe("/problems/model-unavailable");
      expect(document.detail).toContain(reason);
    }
    expect((await ask("/")).status).toBe(200);
  });

  it("that is missing: 503 with what to do", async () => {
    const ask = serviceFrom(assetModel(async () => new Response("", { status: 404 })));
    const { detail } = await problemOf(await ask("/healthz"), 503);
    expect(detail).toContain("npm run train");
  });

  it("that cannot be reached: 503", async () => {
    const ask = serviceFrom(assetModel(() => Promise.reject(new Error("network"))));
    const { detail } = await problemOf(await ask("/healthz"), 503);
    expect(detail).toContain("cannot be reached");
  });

  it("generates no code, which Workers forbid", async () => {
    const blocked = vi.fn(function codeGeneration() {
      throw new EvalError("Code generation from strings disallowed for this context");
    });
    vi.stubGlobal("Function", blocked);
    expect((await serviceWith()("/healthz")).status).toBe(200);
    expect(blocked).not.toHaveBeenCalled();
    await problemOf(await serviceWith(records)("/healthz"), 503);
    expect(blocked).toHaveBeenCalled();
  });

  it("does not hide an invalid query", async () => {
    const ask = serviceFrom(() => sourceOf(() => Promise.reject(new HedgeError("model-missing", "None."))));
    await problemOf(await ask("/classify?title="), 400);
  });
});
