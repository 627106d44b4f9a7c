import {
  type CurvesOfLevel,
  curvesHeight,
  curvesPlot,
  curvesWidth,
} from "../../trainer/report/plots/curves.ts";
import { newDocument } from "../../trainer/report/plots/document.ts";

/** The picture has a background of its own, dark for readers who ask for dark pages. */
const style = `
  svg { color: #1f2328 }
  .surface { fill: #ffffff }
  @media (prefers-color-scheme: dark) {
    svg { color: #e6edf3 }
    .surface { fill: #0d1117 }
  }
`;

/** The curves of each level as a picture by itself, see `curvesPlot`. */
export function curvesPicture(levels: readonly CurvesOfLevel[]): string {
  const document = newDocument();
  const svg = curvesPlot(document, levels);
  const [rules, surface] = ["style", "rect"].map((name) =>
    document.createElementNS("http://www.w3.org/2000/svg", name),
  );
  if (rules === undefined || surface === undefined) throw new RangeError("no elements");
  rules.textContent = style;
  const size = { width: String(curvesWidth), height: String(curvesHeight) };
  setAttributes(surface, { class: "surface", ...size, rx: "6" });
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
