import { escapeUTF8 } from "entities";

/** HTML that may stand in a page as it is. Only `html` and `trusted` make it. */
export type Html = { readonly markup: string };

type Content = Html | string | number | readonly (Html | string | number)[];

/**
 * HTML from a template. Every value is escaped unless it is HTML itself, so that titles and labels
 * are text whatever they hold. A list is one value after the other.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Html {
  const markup = parts.map((part, k) => part + (k < values.length ? render(values[k] ?? "") : "")).join("");
  return { markup };
}

/** Markup that was made here and holds no text of a catalogue that is not escaped yet. */
export function trusted(markup: string): Html {
  return { markup };
}

/** Text of a catalogue, which may run from right to left without turning the rest around. */
export function foreign(text: string): Html {
  return html`<bdi>${text.replace(/\p{C}/gu, " ")}</bdi>`;
}

function render(value: Content): string {
  if (typeof value === "string") return escapeUTF8(value);
  if (typeof value === "number") return String(value);
  if ("markup" in value) return value.markup;
  return value.map(render).join("");
}
