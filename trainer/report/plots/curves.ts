import * as Plot from "@observablehq/plot";
import type { Evaluation, LevelMetrics } from "../../evaluation/evaluate-model.ts";
import { colours, type Drawing, type PlotDocument, percent } from "./document.ts";

/** What is drawn of a level of the taxonomy. */
export type CurvesOfLevel = Pick<LevelMetrics, "name" | "reliability" | "coverage">;

/** What is drawn of a target. */
type DrawnTarget = Pick<Evaluation["targets"][number], "target" | "coverage" | "accuracy">;

/** Width of the picture in CSS pixels. */
export const curvesWidth = 900;
/** Height of the picture in CSS pixels. */
export const curvesHeight = 430;

/** The titles of the two panels, which share the vertical axis, and their horizontal axes. */
const reliability = "Reliability";
const coverage = "Accuracy and coverage";
const axes = [
  { panel: reliability, label: "probability of the most probable class" },
  { panel: coverage, label: "titles answered, surest first" },
];

/** Standard normal quantile of a central 90 % interval. */
const quantile = 1.645;

/**
 * Reliability diagram and accuracy-coverage curve of each level, side by side, as one SVG.
 *
 * A dot is a bin of `evaluate`, its area proportional to the titles in it. Its bar is the 90 %
 * Wilson interval of the accuracy. Probabilities on the dashed line are exactly right. A diamond
 * is what all answers for a target come to, at whatever level they are.
 */
export function curvesPlot(
  document: PlotDocument,
  levels: readonly CurvesOfLevel[],
  targets: readonly DrawnTarget[] = [],
): Drawing {
  const answered = targets.filter(({ accuracy }) => accuracy !== null);
  const ofTarget = { x: "coverage", y: "accuracy", fx: () => coverage };
  return Plot.plot({
    document,
    width: curvesWidth,
    height: curvesHeight,
    marginTop: 40,
    marginBottom: 60,
    marginLeft: 64,
    marginRight: 28,
    style: { fontSize: "13px" },
    fx: { domain: [reliability, coverage], axis: null, padding: 0.1 },
    x: { domain: [0, 1], label: null, ticks: 5, tickFormat: percent, inset: 6 },
    y: { domain: [0, 1], label: null, ticks: 5, tickFormat: percent, inset: 6, grid: true },
    r: { range: [0, 11] },
    color: { domain: levels.map(({ name }) => name), range: colours.slice(0, levels.length) },
    marks: [
      Plot.frame({ stroke: "currentColor", strokeOpacity: 0.25 }),
      Plot.axisFx({ anchor: "top", label: null, fontSize: 15, fontWeight: 600 }),
      Plot.text(axes, { text: "label", fx: "panel", frameAnchor: "bottom", dy: 44 }),
      Plot.text(["right"], { text: ["right"], fx: [reliability], frameAnchor: "left", dx: -54, rotate: -90 }),
      Plot.line([0, 1], {
        x: (share) => share,
        y: (share) => share,
        fx: () => reliability,
        stroke: "currentColor",
        strokeOpacity: 0.5,
        strokeDasharray: "4 4",
      }),
      ...levels.flatMap(levelMarks),
      Plot.dot(answered, { ...ofTarget, symbol: "diamond", r: 6, fill: "currentColor" }),
      Plot.text(answered, {
        ...ofTarget,
        text: ({ target }) => target.toFixed(2),
        dy: -13,
        fontWeight: 600,
      }),
    ],
  });
}

/** The bins and the curve of one level; `index` counts from the top. */
function levelMarks(
  { name, reliability: all, coverage: { points } }: CurvesOfLevel,
  index: number,
): Plot.Markish[] {
  const bins = all.flatMap(({ titles, confidence, accuracy }) =>
    confidence === null || accuracy === null
      ? []
      : [{ titles, confidence, accuracy, ...wilsonInterval(accuracy, titles) }],
  );
  const left = { x: "confidence", fx: () => reliability };
  const right = { x: "coverage", y: "accuracy", fx: () => coverage };
  const label = { text: () => name, fill: () => name, fontWeight: 600 };
  return [
    Plot.ruleX(bins, { ...left, y1: "low", y2: "high", stroke: () => name }),
    Plot.dot(bins, { ...left, y: "accuracy", r: "titles", fill: () => name, fillOpacity: 0.7 }),
    Plot.text([name], {
      ...label,
      fx: () => reliability,
      frameAnchor: "top-left",
      dx: 14,
      dy: 14 + 20 * index,
    }),
    Plot.line(points, { ...right, stroke: () => name, strokeWidth: 2.5 }),
    Plot.text(points.slice(-1), { ...right, ...label, textAnchor: "end", dy: 16 }),
  ];
}

/** Wilson's interval of a share of `count` trials (Wilson 1927), 90 %. */
function wilsonInterval(share: number, count: number): { readonly low: number; readonly high: number } {
  const extra = quantile ** 2 / count;
  const middle = (share + extra / 2) / (1 + extra);
  const half = (quantile * Math.sqrt((share * (1 - share)) / count + extra / (4 * count))) / (1 + extra);
  return { low: middle - half, high: middle + half };
}
