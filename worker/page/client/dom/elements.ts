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

/** An element whose text comes from a model or a visitor: in any language and direction. */
export function anyText<K extends keyof HTMLElementTagNameMap>(
  name: K,
  className: string,
  text: string,
): HTMLElementTagNameMap[K] {
  const made = element(name, className, text);
  made.dir = "auto";
  return made;
}

/** The labels of a path, as a list. */
export function pathList(path: readonly string[]): HTMLElement {
  return element("ol", "path", ...path.map((label) => anyText("li", "", label)));
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
