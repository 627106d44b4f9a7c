import type { ModelSource } from "./model-source.ts";
import { type ModelStore, modelStore, type StoreOptions } from "./model-store.ts";

/** The models of a service, by name. */
export type ModelRegistry = {
  readonly names: readonly [string, ...string[]];
  /** The store of a name, of the first when none is given; undefined for a name that there is not. */
  find(name?: string): ModelStore | undefined;
};

/** A shelf whose models load when they are first asked for. */
export function modelRegistry(
  names: readonly [string, ...string[]],
  sourceOf: (name: string) => ModelSource,
  options: StoreOptions,
): ModelRegistry {
  const stores = new Map(names.map((name) => [name, modelStore(sourceOf(name), options)]));
  return { names, find: (name = names[0]) => stores.get(name) };
}
