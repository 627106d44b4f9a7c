import type { Answer } from "../../shared/answer/answer.ts";
import { classifier } from "../../shared/answer/classify.ts";
import type { ClassifyOptions } from "../../shared/answer/classify-options.ts";
import { corrupt } from "../../shared/artifact/checks.ts";
import type { Model } from "../../shared/artifact/model.ts";
import { readModel } from "../../shared/artifact/read-model.ts";
import type { ModelSource } from "./model-source.ts";

/** A model ready to answer. */
export type LoadedModel = {
  readonly model: Model;
  readonly classify: (title: string, options?: ClassifyOptions) => Answer;
};

/** Tells the platform to let work go on when the request that started it has ended. */
export type KeepAlive = (work: Promise<unknown>) => void;

/** Holds one isolate's model of one name. */
export type ModelStore = {
  /**
   * The model in use. The first call loads it, calls meanwhile share that load. A failure is remembered for
   * `retryAfter`, so that a broken model is not read again for every request, and then tried again.
   *
   * @throws HedgeError `model-missing`, `model-corrupt` or `model-version`
   */
  current(keepAlive: KeepAlive): Promise<LoadedModel>;
  /** The model in use without waiting, undefined before the first load. Looks for a newer one as `current` does. */
  peek(keepAlive: KeepAlive): LoadedModel | undefined;
  /** Loads anew. The model in use changes only if the new one is whole; throws as `current` does. */
  refresh(keepAlive: KeepAlive): Promise<LoadedModel>;
  /** Why the newest load or look failed, null when it did not. The model in use may still be good. */
  lastFailure(): string | null;
};

export type StoreOptions = {
  /** Milliseconds between a failed load and the next attempt. */
  readonly retryAfter: number;
  /** Milliseconds after which a load counts as lost, for example with the request that it belonged to. */
  readonly patience: number;
  /** Milliseconds between two looks at the pointer; 0 never looks again. */
  readonly checkEvery: number;
  /** Clock in milliseconds. */
  readonly now: () => number;
};

export const storeDefaults: StoreOptions = {
  retryAfter: 5_000,
  patience: 20_000,
  checkEvery: 60_000,
  now: Date.now,
};

/** An empty store; nothing is read before the first call. */
export function modelStore(source: ModelSource, options: StoreOptions = storeDefaults): ModelStore {
  const { retryAfter, patience, checkEvery, now } = options;
  let lastGood: LoadedModel | undefined;
  let loading: { readonly since: number; readonly result: Promise<LoadedModel> } | undefined;
  let failure: { readonly at: number; readonly error: unknown } | undefined;
  let checkedAt = 0;

  function refresh(keepAlive: KeepAlive): Promise<LoadedModel> {
    if (loading !== undefined && now() - loading.since < patience) return loading.result;
    const mine = { since: now(), result: load(source) };
    loading = mine;
    // Only the newest load may change the store: one that was given up may still end, late.
    const settled = mine.result.then(
      (loaded) => {
        if (loading !== mine) return;
        lastGood = loaded;
        checkedAt = now();
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

  /** Looks at the pointer and loads what is new. Whatever fails, the model in use stays. */
  async function lookForNewer(keepAlive: KeepAlive): Promise<void> {
    try {
      const hash = await source.pointedHash();
      if (hash === null || hash === lastGood?.model.hash) failure = undefined;
      else await refresh(keepAlive);
    } catch (error) {
      failure = { at: now(), error };
      console.error("The model in use stays:", error instanceof Error ? error.message : error);
    }
  }

  function peek(keepAlive: KeepAlive): LoadedModel | undefined {
    if (lastGood !== undefined && checkEvery > 0 && now() - checkedAt >= checkEvery) {
      checkedAt = now();
      keepAlive(lookForNewer(keepAlive));
    }
    return lastGood;
  }

  async function current(keepAlive: KeepAlive): Promise<LoadedModel> {
    const inUse = peek(keepAlive);
    if (inUse !== undefined) return inUse;
    if (failure !== undefined && now() - failure.at < retryAfter) throw failure.error;
    return refresh(keepAlive);
  }

  function lastFailure(): string | null {
    if (failure === undefined) return null;
    return failure.error instanceof Error ? failure.error.message : String(failure.error);
  }

  return { current, peek, refresh, lastFailure };
}

/** Reads a model and lets it answer once, so that one which cannot is found out before it is in use. */
async function load(source: ModelSource): Promise<LoadedModel> {
  const { bytes, hash } = await source.load();
  const model = await readModel(bytes);
  if (hash !== null && hash !== model.hash) throw corrupt("it is not the one that its pointer names");
  const classify = classifier(model);
  const { uncertainty } = classify(model.vocabulary.terms.at(0));
  if (!Number.isFinite(uncertainty.total)) throw corrupt("it gives no probabilities");
  return { model, classify };
}
