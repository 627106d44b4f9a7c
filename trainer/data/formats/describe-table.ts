import type { TableFacts } from "./table.ts";

const delimiterNames: Readonly<Record<string, string>> = {
  ",": "commas",
  ";": "semicolons",
  "\t": "tabs",
  "|": "vertical bars",
  " ": "spaces",
  "^": "carets",
  "~": "tildes",
};

/**
 * How a file was read, in words: `read as Windows-1252, separated by semicolons`. What goes without
 * saying, UTF-8 with commas and double quotes, is not said.
 *
 * @param columns number of columns
 */
export function describeTable({ format, encoding, dialect, notes }: TableFacts, columns: number): string[] {
  const what = [format, encoding].filter((one) => one !== null);
  if (dialect === null) return [`read as ${what.join(", ")}`, ...notes];
  const { delimiter, quote } = dialect;
  const separated = columns === 1 ? "one column" : `separated by ${nameDelimiter(delimiter)}`;
  const quoted = [
    ...(quote === null ? ["quotes as ordinary characters"] : []),
    ...(quote === "'" ? ["single quotes around cells"] : []),
    ...(dialect.escape === "\\" ? ["a backslash before quotes in cells"] : []),
  ];
  const isPlain = what.length === 0 && quoted.length === 0 && (delimiter === "," || columns === 1);
  if (isPlain) return [...notes];
  return [`read as ${[...what, separated, ...quoted].join(", ")}`, ...notes];
}

/** A delimiter in words, or as it is; one that cannot be seen by its code point. */
function nameDelimiter(delimiter: string): string {
  const name = delimiterNames[delimiter];
  if (name !== undefined) return name;
  if (/^[\p{L}\p{N}\p{P}\p{S}]+$/u.test(delimiter)) return `"${delimiter}"`;
  return `U+${(delimiter.codePointAt(0) ?? 0).toString(16).padStart(4, "0").toUpperCase()}`;
}
