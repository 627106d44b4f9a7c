/** The query of a URL as it was sent: the key of its answer in the cache. */
export function queryText(url: string): string {
  return url.slice(url.indexOf("?") + 1);
}

/** The value of `model` in a URL: a fast look-up for queries that were validated before. */
export function modelInQuery(url: string): string | undefined {
  return url.includes("model=") ? /[?&]model=([a-z0-9-]+)/.exec(url)?.[1] : undefined;
}
