/**
 * Formats records as CSV text (RFC 4180, lines ending in LF). Fields with a comma, a tab, a quote,
 * a line break, or white space at an end are quoted. So reading gives back the same fields.
 */
export function formatCsv(records: Iterable<readonly string[]>, delimiter: "," | "\t" = ","): string {
  let text = "";
  for (const record of records) text += `${formatRecord(record, delimiter)}\n`;
  return text;
}

function formatRecord(record: readonly string[], delimiter: string): string {
  // An empty line would be no record.
  if (record.length === 1 && record[0] === "") return '""';
  return record.map(formatField).join(delimiter);
}

function formatField(field: string): string {
  return /[",\t\r\n]|^\s|\s$/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
