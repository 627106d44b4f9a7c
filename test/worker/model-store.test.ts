import { describe, expect, it, vi } from "vitest";
import { readModel } from "../../shared/artifact/read-model.ts";
import { HedgeError } from "../../shared/errors.ts";
import type { ModelSource } from "../../worker/models/model-source.ts";
import { modelStore } from "../../worker/models/model-store.ts";
import { tinyModelBytes } from "../fixtures/tiny-model.ts";

const ignore = () => {};
const missing = new HedgeError("model-missing", "There is none.");

/** A source that gives what `outcomes` say, one a load, and counts. The clock moves by hand. */
function setUp(...outcomes: (() => Promise<Uint8Array>)[]) {
  const clock = { now: 0 };
  const seen = { loads: 0 };
  const pointer: { hash: string | null } = { hash: null };
  const source: ModelSource = {
    pointedHash: async () => pointer.hash,
    async load() {
      const outcome = outcomes[seen.loads++];
      if (outcome === undefined) throw new Error("one load too many");
      return { bytes: await outcome(), hash: pointer.hash };
    },
  };
  const options = {
    ...{ retryAfter: 5_000, loadTimeout: 20_000, checkEvery: 60_000, checkFirst: false },
    now: () => clock.now,
  };
  return { store: modelStore(source, options), clock, seen, pointer };
}

const sound = () => tinyModelBytes();
const broken = () => Promise.reject(missing);
/** The last byte is one of a coefficient. */
const spoilt = async () => {
  const bytes = await tinyModelBytes();
  return bytes.map((byte, k) => (k === bytes.length - 1 ? byte ^ 1 : byte));
};
const truncated = async () => (await tinyModelBytes()).slice(0, 100);
const otherModel = () =>
  tinyModelBytes({
    header: (header) => {
      header.decision = { thresholds: [0.5, 0.5] };
    },
  });

async function hashOf(bytes: Promise<Uint8Array>): Promise<string> {
  return (await readModel(await bytes)).hash;
}

/** Waits for the background work of a call. */
async function settle(background: Promise<unknown>[]): Promise<void> {
  for (const work of background) await work;
}

describe("the model store", () => {
  it("loads once for simultaneous and later calls", async () => {
    const { store, seen } = setUp(sound);
    const [first, second] = await Promise.all([store.current(ignore), store.current(ignore)]);
    expect(second).toBe(first);
    expect(await store.current(ignore)).toBe(first);
    expect(seen.loads).toBe(1);
  });

  it("uses the first model at once and checks it afterwards", async () => {
    const { store } = setUp(sound);
    const background: Promise<unknown>[] = [];
    const first = await store.current((work) => background.push(work));
    expect(first.isChecked()).toBe(false);
    await settle(background);
    expect(first.isChecked()).toBe(true);
    expect(await store.current(ignore)).toBe(first);
  });

  it("drops a first model that turns out to be damaged, and says why", async () => {
    const { store, clock } = setUp(spoilt, sound);
    const background: Promise<unknown>[] = [];
    await store.current((work) => background.push(work));
    await settle(background);
    expect(store.peek(ignore)).toBeUndefined();
    expect(store.lastFailure()).toContain("SHA-256");
    await expect(store.current(ignore)).rejects.toMatchObject({ code: "model-corrupt" });
    clock.now = 5_000;
    expect((await store.current(ignore)).model.hash).toMatch(/^sha256:/);
  });

  it("never puts a damaged model in the place of a good one", async () => {
    const { store } = setUp(sound, spoilt);
    const good = await store.current(ignore);
    await expect(store.refresh(ignore)).rejects.toMatchObject({ code: "model-corrupt" });
    expect(store.peek(ignore)).toBe(good);
  });

  it("starts a check again that was lost with its request", async () => {
    vi.useFakeTimers();
    const { store, clock } = setUp(sound);
    const first = await store.current(ignore);
    vi.useRealTimers();
    expect(first.isChecked()).toBe(false);
    clock.now = 20_000;
    const background: Promise<unknown>[] = [];
    store.peek((work) => background.push(work));
    await settle(background);
    expect(first.isChecked()).toBe(true);
  });

  it("keeps a load alive when the request that started it ends", async () => {
    const { store } = setUp(sound);
    const background: Promise<unknown>[] = [];
    store.current((work) => background.push(work)).catch(ignore);
    await Promise.resolve();
    expect(background).toHaveLength(1);
    await Promise.all(background);
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

  it("times out a load that hangs, and ignores its late result", async () => {
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

  describe("with a pointer", () => {
    async function loaded(...outcomes: (() => Promise<Uint8Array>)[]) {
      const all = setUp(sound, ...outcomes);
      all.pointer.hash = await hashOf(sound());
      const good = await all.store.current(ignore);
      const background: Promise<unknown>[] = [];
      /** What is in use now, then after the work that asking began. */
      const ask = async () => {
        const now = all.store.peek((work) => background.push(work));
        await settle(background);
        return [now, all.store.peek(ignore)];
      };
      return { ...all, good, ask };
    }

    it("loads the new model that it names after a minute, while requests are answered", async () => {
      const { pointer, clock, good, ask, seen } = await loaded(otherModel);
      pointer.hash = await hashOf(otherModel());
      clock.now = 59_999;
      expect(await ask()).toEqual([good, good]);
      clock.now = 60_000;
      const [during, after] = await ask();
      expect(during).toBe(good);
      expect(after?.model.hash).toBe(pointer.hash);
      expect(seen.loads).toBe(2);
    });

    it("loads nothing while it names the model in use", async () => {
      const { clock, good, ask, seen } = await loaded();
      clock.now = 60_000;
      expect(await ask()).toEqual([good, good]);
      expect(seen.loads).toBe(1);
    });

    it.each([
      ["is missing", broken, "There is none."],
      ["is truncated", truncated, "damaged"],
      ["is another one", otherModel, "not the one"],
    ])("keeps the last good one when the model %s, says why, and tries again", async (_, outcome, why) => {
      const log = vi.spyOn(console, "error").mockImplementation(ignore);
      const { pointer, clock, good, ask, store } = await loaded(outcome, sound);
      pointer.hash = `sha256:${"0".repeat(64)}`;
      clock.now = 60_000;
      expect(await ask()).toEqual([good, good]);
      expect(store.lastFailure()).toContain(why);
      expect(log).toHaveBeenCalled();
      log.mockRestore();

      pointer.hash = good.model.hash;
      clock.now = 120_000;
      await ask();
      expect(store.lastFailure()).toBeNull();
    });
  });
});
