/**
 * Whether a text has ASCII characters alone, without control characters. Such a text needs no
 * normalising, and none of the tables of Unicode.
 */
export function isPlainAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code > 0x7e) return false;
  }
  return true;
}
