import type { Model } from "../shared/artifact/model.ts";
import { readModel } from "../shared/artifact/read-model.ts";
import type { Answer } from "../shared/predict/answer.ts";
import { classifier } from "../shared/predict/classify.ts";
import type { ModelSource } from "./model-sources/model-source.ts";

/** A model ready to answer. */
export type LoadedModel = {
  readonly model: Model;
  readonly classify: (title: string, top?: number) => Answer;
};

/** Tells the platform to let work go on when the request that started it has ended. */
export type KeepAlive = (work: Promise<unknown>) => void;

/** Holds one isolate's model. */
export type ModelStore = {
  /**
   * The model in use. The first call loads it, calls meanwhile share that load. A failure is remembered for
   * `retryAfter`, so that a broken model is not read again for every request, and then tried again.
   *
   * @throws HedgeError `model-missing`, `model-corrupt` or `model-version`
   */
  current(keepAlive: KeepAlive): Promise<LoadedModel>;
  /** Loads anew. The model in use changes only if the new one is whole; throws as `current` does. */
  refresh(keepAlive: KeepAlive): Promise<LoadedModel>;
};

export type StoreOptions = {
  /** Milliseconds between a failed load and the next attempt. */
  readonly retryAfter: number;
  /** Milliseconds after which a load counts as lost, for example with the request that it belonged to. */
  readonly patience: number;
  /** Clock in milliseconds. */
  readonly now: () => number;
};

export const storeDefaults: StoreOptions = { retryAfter: 5_000, patience: 20_000, now: Date.now };

/** An empty store; nothing is read before the first call. */
export function modelStore(source: ModelSource, options: StoreOptions = storeDefaults): ModelStore {
  const { retryAfter, patience, now } = options;
  let lastGood: LoadedModel | undefined;
  let loading: { readonly since: number; readonly result: Promise<LoadedModel> } | undefined;
  let failure: { readonly at: number; readonly error: unknown } | undefined;

  function refresh(keepAlive: KeepAlive): Promise<LoadedModel> {
    if (loading !== undefined && now() - loading.since < patience) return loading.result;
    const mine = { since: now(), result: load(source) };
    loading = mine;
    // Only the newest load may change the store: one that was given up may still end, late.
    const settled = mine.result.then(
      (loaded) => {
        if (loading !== mine) return;
        lastGood = loaded;
        loading = failure = undefined;
      },
      (error: unknown) => {
        if (loading !== mine) return;
        failure = { at: now(), error };
        loading = undefined;
      },
    );
    // Without this, a first visitor who hangs up would take the load of all the others with them.
    keepAlive(settled);
    return mine.result;
  }

  async function current(keepAlive: KeepAlive): Promise<LoadedModel> {
    if (lastGood !== undefined) return lastGood;
    if (failure !== undefined && now() - failure.at < retryAfter) throw failure.error;
    return refresh(keepAlive);
  }

  return { current, refresh };
}

async function load(source: ModelSource): Promise<LoadedModel> {
  const model = await readModel(await source.load());
  return { model, classify: classifier(model) };
}
