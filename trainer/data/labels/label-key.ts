/** Named character references that labels have; others are left as they are. */
const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
};
const entityPattern = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/gi;

/**
 * What two spellings of one label have in common: the label in lower case and compatible Unicode
 * form, with plain quotes and dashes, "and" for "&", single spaces, and no character references.
 * Other signs stay, so that "C" and "C++" are two.
 */
export function labelKey(label: string): string {
  return label
    .replace(entityPattern, decodeEntity)
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\u2018\u2019\u201a\u201b\u2032`\u00b4]/g, "'")
    .replace(/[\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb]/g, '"')
    .replace(/[\u2010-\u2015\u2212]/g, "-")
    .replaceAll("&", " and ")
    .replace(/\p{Cf}/gu, "")
    .replace(/\s+/g, " ")
    .trim();
}

function decodeEntity(text: string, decimal?: string, hexadecimal?: string, name?: string): string {
  const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hexadecimal ?? "", 16);
  if (name !== undefined) return entities[name.toLowerCase()] ?? text;
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : text;
}
