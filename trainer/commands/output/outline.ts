/**
 * Nested data as indented lines, `name: value`. A list of short values is one line; a list of
 * sentences or maps has a line for each item.
 */
export function outline(value: object, indent = ""): string[] {
  return Object.entries(value).flatMap(([name, field]) => {
    if (Array.isArray(field)) return outlineList(name, field, indent);
    if (typeof field === "object" && field !== null) {
      return [`${indent}${name}:`, ...outline(field, `${indent}  `)];
    }
    return [`${indent}${name}: ${plain(field)}`];
  });
}

function outlineList(name: string, items: readonly unknown[], indent: string): string[] {
  const lines = items.map((item) =>
    typeof item === "object" && item !== null
      ? Object.entries(item)
          .map(([key, field]) => `${key} ${plain(field)}`)
          .join(", ")
      : plain(item),
  );
  const short = lines.join(", ");
  if (short.length <= 80 || lines.length > 100) {
    return [`${indent}${name}: ${short.length > 80 ? `${lines.length} values` : short || "none"}`];
  }
  return [`${indent}${name}:`, ...lines.map((line) => `${indent}  ${line}`)];
}

function plain(value: unknown): string {
  if (value === "") return '""';
  if (Number.isNaN(value)) return "not defined";
  return typeof value === "number" && !Number.isInteger(value) ? value.toPrecision(4) : String(value);
}
