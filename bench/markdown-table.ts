/** A table in Markdown, a line for each row. `numbers`: whether all columns but the first are numbers, to be read from the right. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numbers = false,
): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, k) => (numbers && k > 0 ? "---:" : "---"))), ...rows.map(line)];
}
