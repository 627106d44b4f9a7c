/** The query of a URL as it was sent: the key of its answer in the cache. */
export function queryText(url: string): string {
  return url.slice(url.indexOf("?") + 1);
}

/** The title of a URL whose query is a title and nothing else, in UTF-8; else undefined. */
export function titleAlone(url: string): string | undefined {
  const query = queryText(url);
  if (!query.startsWith("title=") || /[&#]/.test(query)) return undefined;
  try {
    return decodeURIComponent(query.slice(6).replaceAll("+", " "));
  } catch {
    return undefined;
  }
}

/** The value of `model` in a URL: a fast look-up for queries that were validated before. */
export function modelInQuery(url: string): string | undefined {
  return url.includes("model=") ? /[?&]model=([a-z0-9-]+)/.exec(url)?.[1] : undefined;
}
