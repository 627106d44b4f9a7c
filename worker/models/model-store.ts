import type { Answer } from "../../shared/answer/answer.ts";
import { classifier } from "../../shared/answer/classify.ts";
import type { ClassifyOptions } from "../../shared/answer/classify-options.ts";
import { corrupt } from "../../shared/artifact/checks.ts";
import type { Model } from "../../shared/artifact/model.ts";
import { openModel } from "../../shared/artifact/read-model.ts";
import type { ModelSource } from "./model-source.ts";

/** A model ready to answer. */
export type LoadedModel = {
  readonly model: Model;
  readonly classify: (title: string, options?: ClassifyOptions) => Answer;
  /** Whether the file is known to be whole. Until then an answer must not be kept by anybody. */
  isChecked(): boolean;
  /**
   * Checks the whole file, once.
   *
   * @throws HedgeError `model-corrupt`
   */
  check(): Promise<void>;
};

/** Lets work continue after the request that started it, as Workers' `waitUntil` does. */
export type KeepAlive = (work: Promise<unknown>) => void;

/** Holds the model of one name in one isolate. */
export type ModelStore = {
  /**
   * The model in use. The first call loads it; calls in the meantime share that load. The first
   * model is used before it is checked, which is done as soon as the caller has returned; one that
   * turns out to be damaged is dropped then. A failure is remembered for `retryAfter`, so that a
   * broken model is not read again for every request.
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

/** What a model store does when. */
export type StoreOptions = {
  /** Milliseconds between a failed load and the next attempt. */
  readonly retryAfter: number;
  /** Milliseconds after which a load counts as lost, for example together with its request. */
  readonly loadTimeout: number;
  /** Milliseconds between two checks of the pointer; 0 never checks. */
  readonly checkEvery: number;
  /** Whether the first model, too, is checked before its first answer, not after it. */
  readonly checkFirst: boolean;
  /** Clock in milliseconds. */
  readonly now: () => number;
};

/** Options of a store unless told otherwise. */
export const storeDefaults: StoreOptions = {
  retryAfter: 5_000,
  loadTimeout: 20_000,
  checkEvery: 60_000,
  checkFirst: false,
  now: Date.now,
};

/** An empty store; nothing is read before the first call. */
export function modelStore(source: ModelSource, options: StoreOptions = storeDefaults): ModelStore {
  const { retryAfter, loadTimeout, checkEvery, checkFirst, now } = options;
  let lastGood: LoadedModel | undefined;
  let loading: { readonly since: number; readonly result: Promise<LoadedModel> } | undefined;
  let failure: { readonly at: number; readonly error: unknown } | undefined;
  let checkedAt = 0;
  let checkingSince = 0;

  function refresh(keepAlive: KeepAlive): Promise<LoadedModel> {
    if (loading !== undefined && now() - loading.since < loadTimeout) return loading.result;
    const mine = { since: now(), result: loadModel(source, checkFirst || lastGood !== undefined) };
    loading = mine;
    // Only the latest load may change the store: one that timed out may still end.
    const settled = mine.result.then(
      (loaded) => {
        if (loading !== mine) return;
        lastGood = loaded;
        checkedAt = now();
        loading = failure = undefined;
        return checkLater(loaded);
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

  /** Checks a model in use after what is going on now, so that the first answer need not wait. */
  async function checkLater(loaded: LoadedModel): Promise<void> {
    if (loaded.isChecked()) return;
    checkingSince = now();
    await new Promise((resolve) => setTimeout(resolve, 0));
    try {
      await loaded.check();
    } catch (error) {
      if (lastGood !== loaded) return;
      failure = { at: now(), error };
      lastGood = undefined;
    }
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
    // A check may be lost together with the request that started it.
    if (lastGood?.isChecked() === false && now() - checkingSince >= loadTimeout)
      keepAlive(checkLater(lastGood));
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

/**
 * Reads a model and classifies one term with it, so that a broken model is never put to use.
 *
 * @param isPatient whether to check the whole file first
 */
async function loadModel(source: ModelSource, isPatient: boolean): Promise<LoadedModel> {
  const { bytes, hash } = await source.load();
  const opened = openModel(bytes);
  const { model } = opened;
  if (hash !== null && hash !== model.hash) throw corrupt("it is not the one that its pointer names");
  let checking: Promise<void> | undefined;
  let isChecked = false;
  const check = () => {
    checking ??= opened.check().then(() => {
      isChecked = true;
    });
    return checking;
  };
  if (isPatient) await check();
  const classify = classifier(model);
  const { uncertainty } = classify(model.vocabulary.terms.at(0));
  if (!Number.isFinite(uncertainty.total)) throw corrupt("it gives no probabilities");
  return { model, classify, isChecked: () => isChecked, check };
}
