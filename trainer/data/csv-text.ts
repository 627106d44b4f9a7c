/**
 * Records as CSV text (RFC 4180, lines ending in LF): fields that hold a comma, a quote, a line break or white space at
 * an end are quoted, so that reading gives back the same fields.
 */
export function csvText(records: Iterable<readonly string[]>): string {
  let text = "";
  for (const record of records) text += `${record.map(csvField).join(",")}\n`;
  return text;
}

function csvField(field: string): string {
  return /[",\r\n]|^\s|\s$/.test(field) || field === "" ? `"${field.replaceAll('"', '""')}"` : field;
}
