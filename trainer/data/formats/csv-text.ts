/**
 * Formats records as CSV text (RFC 4180, lines ending in LF). Fields with a comma, a quote, a line
 * break, or white space at an end are quoted. So reading gives back the same fields.
 */
export function formatCsv(records: Iterable<readonly string[]>): string {
  let text = "";
  for (const record of records) text += `${record.map(formatField).join(",")}\n`;
  return text;
}

function formatField(field: string): string {
  return /[",\r\n]|^\s|\s$/.test(field) || field === "" ? `"${field.replaceAll('"', '""')}"` : field;
}
