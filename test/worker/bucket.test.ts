import { describe, expect, it } from "vitest";
import { readModel } from "../../shared/artifact/read-model.ts";
import { bucketObjects } from "../../worker/models/object-store.ts";
import { storedModel } from "../../worker/models/stored-model.ts";
import { tinyModelBytes } from "../fixtures/tiny-model.ts";
import { problemOf, serviceFrom } from "./service.ts";

/** A bucket in memory. */
function bucketOf(objects: Readonly<Record<string, Uint8Array | string>>) {
  return {
    get: async (key: string) => {
      const found = Object.hasOwn(objects, key) ? objects[key] : undefined;
      if (found === undefined) return null;
      const bytes = typeof found === "string" ? new TextEncoder().encode(found) : found;
      return { arrayBuffer: async () => Uint8Array.from(bytes).buffer };
    },
  };
}

describe("a bucket", () => {
  it("gives the model of its pointer, or NAME.msgpack without one", async () => {
    const bytes = await tinyModelBytes();
    const { hash } = await readModel(bytes);
    for (const objects of [
      { "model.msgpack": bytes },
      { "model.json": JSON.stringify({ file: "model-1.msgpack", hash }), "model-1.msgpack": bytes },
    ]) {
      const ask = serviceFrom((name) => storedModel(bucketObjects(bucketOf(objects)), name));
      expect((await (await ask("/healthz")).json<{ model: string }>()).model).toBe(hash);
    }
  });

  it.each([
    ["is empty", {}, "There is no model.msgpack"],
    ["has a pointer that is no JSON", { "model.json": "<html>" }, "pointer model.json is damaged"],
    [
      "has a pointer elsewhere",
      { "model.json": '{"file":"../x","hash":"sha256:0"}' },
      "pointer model.json is damaged",
    ],
    [
      "has a pointer at nothing",
      { "model.json": JSON.stringify({ file: "gone.msgpack", hash: `sha256:${"0".repeat(64)}` }) },
      "There is no gone.msgpack",
    ],
  ])("that %s: 503 and why", async (_, objects, why) => {
    const ask = serviceFrom((name) => storedModel(bucketObjects(bucketOf(objects)), name));
    expect((await problemOf(await ask("/healthz"), 503)).detail).toContain(why);
  });

  it("that is not bound, or cannot be reached: 503 with the reason", async () => {
    const unbound = serviceFrom((name) => storedModel(bucketObjects(undefined), name));
    expect((await problemOf(await unbound("/healthz"), 503)).detail).toContain("no bucket is bound");
    const broken = { get: () => Promise.reject(new Error("network")) };
    const unreachable = serviceFrom((name) => storedModel(bucketObjects(broken), name));
    expect((await problemOf(await unreachable("/healthz"), 503)).detail).toContain("cannot be reached");
  });
});
