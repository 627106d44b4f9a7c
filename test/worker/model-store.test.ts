import { describe, expect, it } from "vitest";
import { HedgeError } from "../../shared/errors.ts";
import type { ModelSource } from "../../worker/model-sources/model-source.ts";
import { modelStore } from "../../worker/model-store.ts";
import { tinyModelBytes } from "../fixtures/tiny-model.ts";

const ignore = () => {};
const missing = new HedgeError("model-missing", "There is none.");

/** A source that gives what `outcomes` say, one a load, and counts. The clock moves by hand. */
function setUp(...outcomes: (() => Promise<Uint8Array>)[]) {
  const clock = { now: 0 };
  const seen = { loads: 0 };
  const source: ModelSource = {
    load() {
      const outcome = outcomes[seen.loads++];
      return outcome ? outcome() : Promise.reject(new Error("one load too many"));
    },
  };
  const store = modelStore(source, { retryAfter: 5_000, patience: 20_000, now: () => clock.now });
  return { store, clock, seen };
}

const sound = () => tinyModelBytes();
const broken = () => Promise.reject(missing);
const truncated = async () => (await tinyModelBytes()).slice(0, 100);
const otherModel = () =>
  tinyModelBytes({
    header: (header) => {
      header.decision = { thresholds: [0.5, 0.5] };
    },
  });

describe("the model store", () => {
  it("loads once, however many ask at the same time or later", async () => {
    const { store, seen } = setUp(sound);
    const [first, second] = await Promise.all([store.current(ignore), store.current(ignore)]);
    expect(second).toBe(first);
    expect(await store.current(ignore)).toBe(first);
    expect(seen.loads).toBe(1);
  });

  it("keeps a load alive when the request that began it ends", async () => {
    const { store } = setUp(sound);
    const kept: Promise<unknown>[] = [];
    store.current((work) => kept.push(work)).catch(ignore);
    await Promise.resolve();
    expect(kept).toHaveLength(1);
    await Promise.all(kept);
  });

  it("remembers a failure for five seconds, then tries again", async () => {
    const { store, clock, seen } = setUp(broken, sound);
    await expect(store.current(ignore)).rejects.toBe(missing);
    clock.now = 4_999;
    await expect(store.current(ignore)).rejects.toBe(missing);
    expect(seen.loads).toBe(1);
    clock.now = 5_000;
    expect((await store.current(ignore)).model.hash).toMatch(/^sha256:/);
  });

  it("keeps the last good model when a new one is broken", async () => {
    const { store } = setUp(sound, truncated, otherModel);
    const good = await store.current(ignore);
    await expect(store.refresh(ignore)).rejects.toMatchObject({ code: "model-corrupt" });
    expect(await store.current(ignore)).toBe(good);
    const newer = await store.refresh(ignore);
    expect(newer.model.hash).not.toBe(good.model.hash);
    expect(await store.current(ignore)).toBe(newer);
  });

  it("gives up a load that never ends, and ignores it should it end after all", async () => {
    let finish: (bytes: Uint8Array) => void = ignore;
    const hanging = () =>
      new Promise<Uint8Array>((resolve) => {
        finish = resolve;
      });
    const { store, clock, seen } = setUp(hanging, sound);
    const lost = store.current(ignore);
    clock.now = 19_999;
    const waiting = store.current(ignore);
    clock.now = 20_000;
    const found = await store.current(ignore);
    expect(seen.loads).toBe(2);

    finish(await otherModel());
    expect((await lost).model.hash).not.toBe(found.model.hash);
    expect(await waiting).toBe(await lost);
    expect(await store.current(ignore)).toBe(found);
  });
});
