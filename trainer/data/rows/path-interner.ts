type Branch = { readonly children: Map<string, Branch>; path: readonly string[] | null };

/**
 * Keeps one array for all rows with the same labels, without white space around them and without
 * lone surrogates, which could not be written as UTF-8. Millions of rows then share their labels.
 */
export function pathInterner(): (labels: readonly string[]) => readonly string[] {
  const root: Branch = { children: new Map(), path: null };
  return (labels) => {
    let at = root;
    for (const label of labels) {
      let next = at.children.get(label);
      if (next === undefined) {
        next = { children: new Map(), path: null };
        at.children.set(label, next);
      }
      at = next;
    }
    at.path ??= labels.map((label) => label.trim().toWellFormed());
    return at.path;
  };
}
