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

/** Lets work continue after the request that started it, as Workers' `waitUntil` does. */
export type KeepAlive = (work: Promise<unknown>) => void;

/** Holds the model of one name in one isolate. */
export type ModelStore = {
  /**
   * The model in use. The first call loads it; calls in the meantime share that load. A failure is
   * remembered for `retryAfter`, so that a broken model is not read again for every request.
   *
   * @throws HedgeError `model-missing`, `model-corrupt` or `model-version`
   */
  current(keepAlive: KeepAlive): Promise<LoadedModel>;
  /**
   * The model in use without waiting, undefined before the first load. Checks for a newer one as
   * `current` does.
   */
  peek(keepAlive: KeepAlive): LoadedModel | undefined;
  /** Loads again. A model that fails does not replace the one in use; throws as `current` does. */
  refresh(keepAlive: KeepAlive): Promise<LoadedModel>;
  /** Why the latest load or check failed, else null. The model in use may still be good. */
  lastFailure(): string | null;
};

/** Timing of a model store. */
export type StoreOptions = {
  /** Milliseconds between a failed load and the next attempt. */
  readonly retryAfter: number;
  /** Milliseconds after which a load counts as lost, for example together with its request. */
  readonly loadTimeout: number;
  /** Milliseconds between two checks of the pointer; 0 never checks. */
  readonly checkEvery: number;
  /** Clock in milliseconds. */
  readonly now: () => number;
};

/** Options of a store unless told otherwise. */
export const storeDefaults: StoreOptions = {
  retryAfter: 5_000,
  loadTimeout: 20_000,
  checkEvery: 60_000,
  now: Date.now,
};

/** An empty store; nothing is read before the first call. */
export function modelStore(source: ModelSource, options: StoreOptions = storeDefaults): ModelStore {
  const { retryAfter, loadTimeout, checkEvery, now } = options;
  let lastGood: LoadedModel | undefined;
  let loading: { readonly since: number; readonly result: Promise<LoadedModel> } | undefined;
  let failure: { readonly at: number; readonly error: unknown } | undefined;
  let checkedAt = 0;

  function refresh(keepAlive: KeepAlive): Promise<LoadedModel> {
    if (loading !== undefined && now() - loading.since < loadTimeout) return loading.result;
    const mine = { since: now(), result: loadModel(source) };
    loading = mine;
    // Only the latest load may change the store: one that timed out may still end.
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
    // Without this, the load that others wait for would end with the request that started it.
    keepAlive(settled);
    return mine.result;
  }

  /** Checks the pointer and loads a new model. After any failure the model in use stays. */
  async function checkForUpdate(keepAlive: KeepAlive): Promise<void> {
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
      keepAlive(checkForUpdate(keepAlive));
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

/** Reads a model and classifies one term with it, so that a broken model is never put to use. */
async function loadModel(source: ModelSource): Promise<LoadedModel> {
  const { bytes, hash } = await source.load();
  const model = await readModel(bytes);
  if (hash !== null && hash !== model.hash) throw corrupt("it is not the one that its pointer names");
  const classify = classifier(model);
  const { uncertainty } = classify(model.vocabulary.terms.at(0));
  if (!Number.isFinite(uncertainty.total)) throw corrupt("it gives no probabilities");
  return { model, classify };
}
