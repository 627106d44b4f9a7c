import type { Drawing, PlotDocument } from "../../trainer/report/plots/document.ts";

/** The picture has a background of its own, dark for readers who ask for dark pages. */
const style = `
  svg { color: #1f2328 }
  .surface { fill: #ffffff }
  @media (prefers-color-scheme: dark) {
    svg { color: #e6edf3 }
    .surface { fill: #0d1117 }
  }
`;

/** The markup of a plot as a picture by itself, with a background. Sizes are in CSS pixels. */
export function framePicture(document: PlotDocument, svg: Drawing, width: number, height: number): string {
  const [rules, surface] = ["style", "rect"].map((name) =>
    document.createElementNS("http://www.w3.org/2000/svg", name),
  );
  if (rules === undefined || surface === undefined) throw new RangeError("no elements");
  rules.textContent = style;
  setAttributes(surface, { class: "surface", width: String(width), height: String(height), rx: "6" });
  svg.prepend(rules, surface);
  setAttributes(svg, { xmlns: "http://www.w3.org/2000/svg", color: "#1f2328" });
  return `${svg.toString()}\n`;
}

function setAttributes(
  element: { setAttribute(name: string, value: string): void },
  attributes: Readonly<Record<string, string>>,
): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}
