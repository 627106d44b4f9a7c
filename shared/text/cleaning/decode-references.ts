import { replaceCodePoint } from "entities/decode";
import { namedReferences } from "./named-references.ts";

const reference = /&(?:#(\d+)|#[Xx]([\dA-Fa-f]+)|([A-Za-z][\dA-Za-z]*));/g;

let characters: ReadonlyMap<string, string> | undefined;

/**
 * A text with HTML's character references decoded, as browsers decode them, if they end with a
 * semicolon. What is no reference stays as it is. Takes time linear in the text.
 */
export function decodeReferences(text: string): string {
  return text.replace(reference, (whole, decimal?: string, hexadecimal?: string, name?: string) => {
    if (name === undefined) return ofCodePoint(hexadecimal ? parseInt(hexadecimal, 16) : Number(decimal));
    // Few titles have one, so nothing is read before the first.
    characters ??= readNames();
    return characters.get(name) ?? whole;
  });
}

/** The character of a numeric reference; those of no character are U+FFFD or in Windows-1252. */
function ofCodePoint(codePoint: number): string {
  return String.fromCodePoint(replaceCodePoint(Math.min(codePoint, 0x110000)));
}

function readNames(): Map<string, string> {
  const found = new Map<string, string>();
  let codePoint = 0;
  for (const [, step, second, names] of namedReferences.matchAll(/(\d*)(?:\+(\d+)\+)?(\S+)/g)) {
    codePoint += step === "" ? 1 : Number(step);
    const text = String.fromCodePoint(codePoint, ...(second === undefined ? [] : [Number(second)]));
    for (const name of names?.split(",") ?? []) found.set(name, text);
  }
  return found;
}
