/** The look of a report: light or dark as the reader's system is, and on paper always light. */
export const style = `
:root { color-scheme: light dark; --back: #fff; --front: #1b1f24; --quiet: #57606a; --line: #d0d7de; --soft: #f3f5f7; --link: #0b6bcb }
@media (prefers-color-scheme: dark) {
  :root { --back: #14171a; --front: #e8eaed; --quiet: #a3abb5; --line: #3a414a; --soft: #20252b; --link: #6cb2ff }
}
* { box-sizing: border-box }
body { max-width: 72rem; margin: 0 auto; padding: 1.25rem 1rem 3rem; background: var(--back); color: var(--front);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: break-word }
h1 { margin: 0 0 .5rem; font-size: 1.6rem; line-height: 1.2 }
h2 { margin: 2.5rem 0 .5rem; font-size: 1.25rem }
h3 { margin: 1.5rem 0 .5rem; font-size: 1.05rem }
p { max-width: 46rem }
a { color: var(--link) }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding: 0; list-style: none }
.summary p { margin: .4rem 0; font-size: 1.05rem }
figure { margin: 1rem 0; overflow-x: auto }
figcaption { max-width: 46rem; color: var(--quiet); font-size: .875rem }
svg { max-width: 100%; height: auto; overflow: visible; --plot-background: var(--back) }
.maps { display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: end }
.maps figure { max-width: 100% }
.maps svg { max-width: none }
.scroll { overflow-x: auto; max-height: 34rem; overflow-y: auto; border: 1px solid var(--line); border-radius: .375rem }
table { border-collapse: collapse; width: 100%; font-size: .875rem }
th { position: sticky; top: 0; background: var(--soft); text-align: left; vertical-align: bottom }
th, td { padding: .25rem .6rem; border-bottom: 1px solid var(--line) }
td { vertical-align: top; max-width: 28rem }
.number { text-align: right; font-variant-numeric: tabular-nums }
th button { padding: 0; border: 0; background: none; color: inherit; font: inherit; font-weight: 600; cursor: pointer; text-align: inherit }
th button:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
th[aria-sort=ascending] button::after { content: " \\2191" }
th[aria-sort=descending] button::after { content: " \\2193" }
@media screen { section > figure > svg { min-width: 38rem } }
@media print {
  :root { color-scheme: light; --back: #fff; --front: #000; --quiet: #444; --line: #bbb; --soft: #eee }
  nav { display: none }
  .scroll { max-height: none; overflow: visible; border: 0 }
  th { position: static }
  figure, tr { break-inside: avoid }
}
`;

/** Sorts a table by the column whose heading is clicked, numbers as numbers. */
export const script = `
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const value = (row, column) => row.cells[column].dataset.sort ?? row.cells[column].textContent.trim();
  heads.forEach((head, column) => {
    const isNumber = head.className === "number";
    head.querySelector("button").addEventListener("click", () => {
      const before = head.getAttribute("aria-sort");
      const up = before === null ? !isNumber : before === "descending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const compare = isNumber
        ? (a, b) => Number(value(a, column)) - Number(value(b, column))
        : (a, b) => value(a, column).localeCompare(value(b, column));
      const rows = [...body.rows].sort((a, b) => (up ? 1 : -1) * compare(a, b));
      body.append(...rows);
    });
  });
}
`;
