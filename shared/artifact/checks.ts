import { HedgeError } from "../errors.ts";

/** A decoded msgpack map whose fields are not trusted yet. */
export type Untrusted = Readonly<Record<string, unknown>>;

/** The error for content that is not what the format says. */
export function corrupt(what: string): HedgeError {
  return new HedgeError("model-corrupt", `The model file is damaged (${what}); train or copy it again.`);
}

/** A map. This and the functions below throw HedgeError `model-corrupt` for anything else. */
export function mapField(map: Untrusted, name: string): Untrusted {
  return checkMap(map[name], name);
}

/** A value as a map; `name` is for the error. */
export function checkMap(value: unknown, name: string): Untrusted {
  if (typeof value !== "object" || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) {
    throw corrupt(`${name} is not a map`);
  }
  return value as Untrusted;
}

/** A string. */
export function textField(map: Untrusted, name: string): string {
  const value = map[name];
  if (typeof value !== "string") throw corrupt(`${name} is not a string`);
  return value;
}

/** True or false. */
export function flagField(map: Untrusted, name: string): boolean {
  const value = map[name];
  if (typeof value !== "boolean") throw corrupt(`${name} is not true or false`);
  return value;
}

/** One of a fixed set of words. */
export function choiceField<const T extends string>(map: Untrusted, name: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === map[name]);
  if (found === undefined) throw corrupt(`${name} is not one of ${choices.join(", ")}`);
  return found;
}

/** A number that may also be "not finite" in a diagnostic. */
export function numberField(map: Untrusted, name: string): number {
  const value = map[name];
  if (typeof value !== "number") throw corrupt(`${name} is not a number`);
  return value;
}

/** A finite number in [least, most]. */
export function boundedField(map: Untrusted, name: string, least: number, most: number): number {
  const value = numberField(map, name);
  if (!(value >= least && value <= most)) throw corrupt(`${name} is out of range`);
  return value;
}

/** A whole number in [least, most]. */
export function countField(map: Untrusted, name: string, least = 0, most = 0x7fffffff): number {
  const value = boundedField(map, name, least, most);
  if (!Number.isInteger(value)) throw corrupt(`${name} is not a whole number`);
  return value;
}

/** Binary. */
export function bytesField(map: Untrusted, name: string): Uint8Array {
  const value = map[name];
  if (!(value instanceof Uint8Array)) throw corrupt(`${name} is not binary`);
  return value;
}

/** A list of anything. */
export function listField(map: Untrusted, name: string): readonly unknown[] {
  const value = map[name];
  if (!Array.isArray(value)) throw corrupt(`${name} is not a list`);
  return value;
}

/** A list of strings. */
export function textsField(map: Untrusted, name: string): readonly string[] {
  return listField(map, name).map((item) => {
    if (typeof item !== "string") throw corrupt(`${name} holds something that is not a string`);
    return item;
  });
}

/** Whole numbers, each in [least, most]. */
export function countsField(map: Untrusted, name: string, least: number, most: number): readonly number[] {
  return listField(map, name).map((item) => {
    if (typeof item !== "number" || !Number.isInteger(item) || item < least || item > most) {
      throw corrupt(`${name} holds a value out of range`);
    }
    return item;
  });
}
