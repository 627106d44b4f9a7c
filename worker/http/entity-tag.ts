/** Raised when a change of the code gives another answer for the same model and query. */
const answerVersion = 3;

/** Entity tag of a model's answer to a query: a strong one, since both determine every byte. */
export function entityTag(modelHash: string, query: string): string {
  return `"${answerVersion}-${modelHash.slice(7, 23)}-${hashText(query)}"`;
}

/** Whether an `If-None-Match` header matches an entity tag. */
export function matchesEntityTag(header: string, tag: string): boolean {
  return header.trim() === "*" || header.split(",").some((one) => one.trim().replace(/^W\//, "") === tag);
}

/** 53 bits of a text's hash (cyrb53, bryc 2018), in base 36. Not for secrets. */
function hashText(text: string): string {
  let h1 = 0xdeadbeef;
  let h2 = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    h1 = Math.imul(h1 ^ unit, 2654435761);
    h2 = Math.imul(h2 ^ unit, 1597334677);
  }
  h1 = Math.imul(h1 ^ (h1 >>> 16), 2246822507) ^ Math.imul(h2 ^ (h2 >>> 13), 3266489909);
  h2 = Math.imul(h2 ^ (h2 >>> 16), 2246822507) ^ Math.imul(h1 ^ (h1 >>> 13), 3266489909);
  return (4294967296 * (2097151 & h2) + (h1 >>> 0)).toString(36);
}
