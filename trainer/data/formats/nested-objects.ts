/** Whether a value of JSON is an object with keys, and no array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * An object without objects in it: `{"category": {"parent": "toys"}}` has the key
 * `category.parent`.
 */
export function flattenKeys(object: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (!Object.values(object).some(isObject)) return object;
  return Object.fromEntries(
    Object.entries(object).flatMap(([key, value]): [string, unknown][] =>
      isObject(value)
        ? Object.entries(flattenKeys(value)).map(([inner, one]) => [`${key}.${inner}`, one])
        : [[key, value]],
    ),
  );
}
