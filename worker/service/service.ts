import type { Context } from "hono";
import { HedgeError } from "../../shared/errors.ts";
import type { Settings } from "../config/settings.ts";
import { type AnswerCache, answerCache } from "../http/answer-cache.ts";
import { requestIds } from "../http/request-ids.ts";
import { answerSender, type SendAnswer } from "../http/send-answer.ts";
import { type Counters, counters } from "../metrics/counters.ts";
import { type ModelRegistry, modelRegistry } from "../models/model-registry.ts";
import type { ModelSource } from "../models/model-source.ts";
import { type LoadedModel, type StoreOptions, storeDefaults } from "../models/model-store.ts";
import type { AppEnv } from "./app-env.ts";
import { keepAlive } from "./keep-alive.ts";

/** What the routes of one isolate share. */
export type Service = {
  readonly settings: Settings;
  readonly models: ModelRegistry;
  readonly kept: AnswerCache;
  readonly counters: Counters;
  readonly send: SendAnswer;
  readonly nextId: () => string;
  readonly retryAfter: number;
};

/** A service that has not read anything yet. */
export function service(
  settings: Settings,
  sourceOf: (name: string) => ModelSource,
  options: StoreOptions = { ...storeDefaults, checkEvery: settings.checkEvery },
): Service {
  return {
    settings,
    models: modelRegistry(settings.modelNames, sourceOf, options),
    kept: answerCache(settings.answerCache),
    counters: counters(),
    send: answerSender(settings),
    nextId: requestIds(),
    retryAfter: options.retryAfter,
  };
}

/**
 * The model of a name, or the first one.
 *
 * @throws HedgeError `bad-usage` for a name that the service does not have, else as `ModelStore.current`
 */
export async function modelNamed(
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
