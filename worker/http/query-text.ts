/** The query of an address as it was sent: the key of what it was answered. */
export function queryText(url: string): string {
  return url.slice(url.indexOf("?") + 1);
}

/** The value of `model` in an address, good enough to look up what was validated before. */
export function modelInQuery(url: string): string | undefined {
  return url.includes("model=") ? /[?&]model=([a-z0-9-]+)/.exec(url)?.[1] : undefined;
}
