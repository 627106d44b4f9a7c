import type { Context } from "hono";
import { HedgeError } from "../../shared/errors.ts";
import type { Settings } from "../config/settings.ts";
import { type AnswerCache, answerCache, type CachedAnswer } from "../http/answer-cache.ts";
import { modelInQuery, queryText } from "../http/query-text.ts";
import { requestIdGenerator } from "../http/request-ids.ts";
import { answerSender, type SendAnswer } from "../http/send-answer.ts";
import { type Counters, counters } from "../metrics/counters.ts";
import { type Recorder, recorder } from "../metrics/recorder.ts";
import { type ModelRegistry, modelRegistry } from "../models/model-registry.ts";
import type { ModelSource } from "../models/model-source.ts";
import { type KeepAlive, type LoadedModel, type StoreOptions, storeDefaults } from "../models/model-store.ts";
import type { AppEnv } from "./app-env.ts";
import { keepAlive } from "./keep-alive.ts";

/** What the routes share, one per isolate. */
export type Service = {
  readonly settings: Settings;
  readonly models: ModelRegistry;
  readonly cache: AnswerCache;
  readonly counters: Counters;
  readonly send: SendAnswer;
  readonly nextRequestId: () => string;
  /** Milliseconds between a failed load and the next attempt. */
  readonly retryAfter: number;
};

/** Creates a service. Its models are loaded on first use. */
export function createService(
  settings: Settings,
  sourceOf: (name: string) => ModelSource,
  given: Partial<StoreOptions> = {},
): Service {
  const options = { ...storeDefaults, checkEvery: settings.checkEvery, ...given };
  return {
    settings,
    models: modelRegistry(settings.modelNames, sourceOf, options),
    cache: answerCache(settings.answerCache),
    counters: counters(),
    send: answerSender(settings),
    nextRequestId: requestIdGenerator(),
    retryAfter: options.retryAfter,
  };
}

/** The cached answer to the query of a URL, if the model in use gave it. Counts it. */
export function findCachedAnswer(
  { models, cache, counters }: Service,
  url: string,
  keepAlive: KeepAlive,
): CachedAnswer | undefined {
  const loaded = models.find(modelInQuery(url))?.peek(keepAlive);
  const answer = loaded && cache.get(queryText(url), loaded.model.hash);
  if (answer !== undefined) counters.cachedAnswers++;
  return answer;
}

/** The recorder of a request's answers. */
export function recorderOf(c: Context<AppEnv>, { counters, settings }: Service, model: string): Recorder {
  return recorder({
    counters,
    model,
    log: settings.logs,
    // Outside Workers there are no bindings.
    analytics: c.env?.ANALYTICS,
    requestId: c.get("requestId"),
  });
}

/**
 * The model with a name, or the first one, after it has been checked.
 *
 * @throws HedgeError `bad-usage` for a name that the service does not have; otherwise as
 *   `ModelStore.current` and `LoadedModel.check`
 */
export async function getModel(
  c: Context<AppEnv>,
  service: Service,
  name?: string | undefined,
): Promise<LoadedModel> {
  const loaded = await getModelAtOnce(c, service, name);
  await loaded.check();
  return loaded;
}

/** The same, perhaps before it has been checked: see `LoadedModel.isChecked`. */
export async function getModelAtOnce(
  c: Context<AppEnv>,
  { models }: Service,
  name?: string | undefined,
): Promise<LoadedModel> {
  const store = models.find(name);
  if (store === undefined) {
    throw new HedgeError("bad-usage", `There is no such model; model may be ${models.names.join(", ")}.`);
  }
  return store.current(keepAlive(c));
}
