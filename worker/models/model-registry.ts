import type { ModelSource } from "./model-source.ts";
import { type ModelStore, modelStore, type StoreOptions } from "./model-store.ts";

/** The models of a service, by name. */
export type ModelRegistry = {
  readonly names: readonly [string, ...string[]];
  /** The store with a name, or the first; undefined for a name that the service does not have. */
  find(name?: string): ModelStore | undefined;
};

/** A registry whose models are loaded on first use. */
export function modelRegistry(
  names: readonly [string, ...string[]],
  sourceOf: (name: string) => ModelSource,
  options: StoreOptions,
): ModelRegistry {
  const stores = new Map(names.map((name) => [name, modelStore(sourceOf(name), options)]));
  return { names, find: (name = names[0]) => stores.get(name) };
}
