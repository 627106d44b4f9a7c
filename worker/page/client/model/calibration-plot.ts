import { element } from "../dom/elements.ts";

/** The calibration map of one level, for titles whose words are all known. */
type LevelMap = { readonly intercept: number; readonly slope: number };

const size = 200;
const steps = 60;

/** A class's calibrated share within its parent, against the model's own share. */
export function calibrationPlot(levels: readonly string[], maps: readonly LevelMap[]): HTMLElement {
  const svg = shape("svg", { viewBox: `-24 -8 ${size + 36} ${size + 34}`, role: "img", class: "plot" });
  svg.append(
    titleOf(`Calibration of ${levels.join(" and ")}`),
    shape("rect", { x: 0, y: 0, width: size, height: size, class: "frame" }),
    shape("path", { d: `M0 ${size} L${size} 0`, class: "diagonal" }),
    ...maps.map((map, k) => shape("path", { d: curve(map), class: `curve level-${k % 4}` })),
    label("0", -6, size + 4, "end"),
    label("1", -6, 8, "end"),
    label("model", size / 2, size + 18, "middle"),
    label("1", size, size + 16, "middle"),
  );
  const names = levels.flatMap((level, k) => [element("span", `key level-${k % 4}`, level), " "]);
  return element(
    "figure",
    "",
    svg,
    element(
      "figcaption",
      "quiet",
      ...names,
      "A class's share within its parent: across as the model has it, upwards as calibration titles ask for. ",
      "On the line nothing is changed; below it the model was too sure.",
    ),
  );
}

function curve({ intercept, slope }: LevelMap): string {
  const points = Array.from({ length: steps + 1 }, (_, k) => {
    const share = Math.min(1 - 1e-9, Math.max(1e-9, k / steps));
    const mapped = 1 / (1 + Math.exp(-(intercept + slope * Math.log(share / (1 - share)))));
    return `${((size * k) / steps).toFixed(1)} ${(size * (1 - mapped)).toFixed(1)}`;
  });
  return `M${points.join("L")}`;
}

function shape(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

function titleOf(text: string): SVGElement {
  const made = shape("title", {});
  made.textContent = text;
  return made;
}

function label(text: string, x: number, y: number, anchor: "middle" | "end"): SVGElement {
  const made = shape("text", { x, y, "text-anchor": anchor });
  made.textContent = text;
  return made;
}
