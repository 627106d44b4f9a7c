/** Whether a value of JSON is an object with keys, and no array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The value of a key of an object: of `category.parent` that of the key `parent` in the object
 * `category`, unless there is a key of that whole name. Undefined if there is none.
 */
export function valueAt(object: Readonly<Record<string, unknown>>, key: string): unknown {
  if (Object.hasOwn(object, key)) return object[key];
  for (let dot = key.indexOf("."); dot >= 0; dot = key.indexOf(".", dot + 1)) {
    const outer = key.slice(0, dot);
    const inner = Object.hasOwn(object, outer) ? object[outer] : undefined;
    if (isObject(inner)) return valueAt(inner, key.slice(dot + 1));
  }
  return undefined;
}
