/** Content of an element. Strings become text, never HTML. */
export type Content = Node | string;

/** Creates an element with a class and content. The page creates all its elements here. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  className: string,
  ...content: readonly Content[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  if (className !== "") made.className = className;
  made.append(...content);
  return made;
}

/**
 * The element with an id.
 *
 * @throws Error when the page has none of that type
 */
export function byId<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new Error(`There is no ${type.name} #${id}.`);
}
