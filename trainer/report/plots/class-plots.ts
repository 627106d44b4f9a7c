import * as Plot from "@observablehq/plot";
import { colours, type Drawing, type PlotDocument, percent } from "./document.ts";

/** Titles of every class, the largest class first, on a logarithmic axis. */
export function classSizesPlot(document: PlotDocument, sizes: readonly number[]): Drawing {
  const ranked = sizes.toSorted((a, b) => b - a).map((titles, k) => ({ rank: k + 1, titles }));
  return Plot.plot({
    document,
    width: 900,
    height: 220,
    marginLeft: 64,
    marginBottom: 44,
    style: { fontSize: "13px" },
    x: { label: "class, largest first" },
    y: { type: "log", label: "titles", grid: true, tickFormat: ",", ticks: 4 },
    marks: [
      Plot.line(ranked, { x: "rank", y: "titles", curve: "step", stroke: colours[0] ?? "", strokeWidth: 2 }),
      Plot.frame({ stroke: "currentColor", strokeOpacity: 0.25 }),
    ],
  });
}

/** Titles of a class that are taken for another, as a share of the class. */
export type HeatCell = {
  readonly truth: string;
  readonly predicted: string;
  readonly titles: number;
  readonly share: number;
};

/** Pixels of a cell, and of the longest label. */
const cellSize = 30;
const labelWidth = 190;

/**
 * A confusion matrix as a heat map. A row is a class, its cells are what its titles are predicted
 * as. The diagonal, what is right, is outlined alone, so that the mistakes stand out.
 *
 * @param classes in the order of rows and columns
 */
export function heatMap(
  document: PlotDocument,
  classes: readonly string[],
  cells: readonly HeatCell[],
): Drawing {
  const size = cellSize * classes.length;
  const place = { x: "predicted", y: "truth" };
  const wrong = cells.filter(({ truth, predicted }) => truth !== predicted);
  const right = cells.filter(({ truth, predicted }) => truth === predicted);
  const title = ({ truth, predicted, titles, share }: HeatCell) =>
    `${truth} as ${predicted}: ${titles} titles, ${percent(share)}`;
  return Plot.plot({
    document,
    width: size + labelWidth + 10,
    height: size + labelWidth,
    marginLeft: labelWidth,
    marginTop: labelWidth - 10,
    marginBottom: 10,
    marginRight: 10,
    padding: 0.04,
    style: { fontSize: "12px" },
    x: { domain: classes, axis: "top", label: null, tickRotate: -60, tickFormat: shorten, tickSize: 0 },
    y: { domain: classes, label: null, tickFormat: shorten, tickSize: 0 },
    opacity: { type: "sqrt", domain: [0, 1], range: [0, 1] },
    marks: [
      Plot.cell(wrong, { ...place, fill: colours[1] ?? "", fillOpacity: "share", title }),
      Plot.cell(right, { ...place, stroke: "currentColor", strokeOpacity: 0.4, fill: "none", title }),
      Plot.text(cells, {
        ...place,
        text: ({ share }) => (share >= 0.005 ? String(Math.round(100 * share)) : ""),
        fill: "currentColor",
        fontSize: 11,
      }),
      Plot.frame({ stroke: "currentColor", strokeOpacity: 0.25 }),
    ],
  });
}

const longestLabel = 28;

function shorten(label: string): string {
  const letters = [...label];
  return letters.length > longestLabel ? `${letters.slice(0, longestLabel - 1).join("")}…` : label;
}
