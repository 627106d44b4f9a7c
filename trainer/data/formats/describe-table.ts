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
  const code = `U+${(delimiter.codePointAt(0) ?? 0).toString(16).padStart(4, "0").toUpperCase()}`;
  const isShown = /^[\p{L}\p{N}\p{P}\p{S}]+$/u.test(delimiter);
  const separated =
    columns === 1
      ? "one column"
      : `separated by ${delimiterNames[delimiter] ?? (isShown ? `"${delimiter}"` : code)}`;
  const quoted = [
    ...(quote === null ? ["quotes as ordinary characters"] : []),
    ...(quote === "'" ? ["single quotes around cells"] : []),
    ...(dialect.escape === "\\" ? ["a backslash before quotes in cells"] : []),
  ];
  const isPlain = what.length === 0 && quoted.length === 0 && (delimiter === "," || columns === 1);
  if (isPlain) return [...notes];
  return [`read as ${[...what, separated, ...quoted].join(", ")}`, ...notes];
}
