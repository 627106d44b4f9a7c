/** The parts of the page, of which one is shown at a time; the address names it. */
const views = ["try", "file", "taxonomy", "model"] as const;

type View = (typeof views)[number];

/** Shows the view that the address names, now and whenever it changes. */
export function setUpViews(): void {
  addEventListener("hashchange", () => showNamedView(true));
  showNamedView(false);
}

/** Goes to a view, as a link to it would. */
export function showView(view: View): void {
  if (location.hash !== `#${view}` && !(view === "try" && location.hash === "")) location.hash = view;
}

function showNamedView(isMove: boolean): void {
  const named = views.find((view) => location.hash === `#${view}`) ?? "try";
  for (const view of views) {
    const section = document.getElementById(`view-${view}`);
    if (section === null) continue;
    section.hidden = view !== named;
    // Screen readers go on reading where the link led to.
    if (view === named && isMove) section.focus({ preventScroll: true });
  }
  for (const link of document.querySelectorAll<HTMLAnchorElement>("nav.views a")) {
    if (link.hash === `#${named}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}
