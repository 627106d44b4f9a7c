import * as Plot from "@observablehq/plot";
import type { BenchmarkResult, Run } from "../../bench/accuracy/run-benchmark.ts";
import { mean } from "../../bench/harness/statistics.ts";
import { colours, newDocument, percent } from "../../trainer/report/plots/document.ts";
import { framePicture } from "./picture-frame.ts";

/** What the picture needs of a run of `check:accuracy`. */
export type SizedResult = { readonly benchmarks: readonly Pick<BenchmarkResult, "trainingRows" | "runs">[] };

type Point = { readonly name: string; readonly titles: number; readonly value: number };

const [width, height] = [900, 430];
const [accuracy, logLoss] = ["Right classes", "Log-loss, nats"];
const panels = [
  { panel: accuracy, of: (run: Run) => run.levels.at(-1)?.accuracy ?? null },
  { panel: logLoss, of: (run: Run) => run.levels.at(-1)?.logLoss ?? null },
];

/**
 * Accuracy and log-loss of the lowest level by the number of training titles, side by side, as one
 * SVG. A dot is the mean over the splits of one run.
 *
 * @param names classifiers to draw, by their name in the runs
 */
export function learningCurvesPicture(results: readonly SizedResult[], names: readonly string[]): string {
  const document = newDocument();
  const plots = panels.map(({ panel, of }) =>
    panelPlot(document, panel, pointsOf(results, names, of), names),
  );
  const svg = Plot.plot({ document, width, height, axis: null, marks: [] });
  plots.forEach((plot, k) => {
    plot.setAttribute("x", String((k * width) / 2));
    svg.append(plot);
  });
  return framePicture(document, svg, width, height);
}

function pointsOf(
  results: readonly SizedResult[],
  names: readonly string[],
  of: (run: Run) => number | null,
): Point[] {
  return results.flatMap(({ benchmarks }) =>
    names.flatMap((name): Point[] => {
      const values = benchmarks.flatMap(({ runs }) => {
        const run = runs.find((one) => one.name === name);
        return run === undefined ? [] : (of(run) ?? []);
      });
      const titles = mean(benchmarks.map(({ trainingRows }) => trainingRows));
      return values.length === 0 ? [] : [{ name, titles, value: mean(values) }];
    }),
  );
}

function panelPlot(
  document: ReturnType<typeof newDocument>,
  panel: string,
  points: readonly Point[],
  names: readonly string[],
) {
  const sizes = [...new Set(points.map(({ titles }) => Math.round(titles)))];
  const of = { x: "titles", y: "value", stroke: "name" };
  return Plot.plot({
    document,
    width: width / 2,
    height,
    marginTop: 40,
    marginBottom: 56,
    marginLeft: 56,
    marginRight: 20,
    style: { fontSize: "13px" },
    x: { type: "log", label: "training titles", ticks: sizes, tickFormat: "d", inset: 10 },
    y: { label: null, grid: true, inset: 10, ticks: 6, ...(panel === accuracy && { tickFormat: percent }) },
    color: { domain: [...names], range: colours.slice(0, names.length) },
    marks: [
      Plot.frame({ stroke: "currentColor", strokeOpacity: 0.25 }),
      Plot.text([panel], { frameAnchor: "top", dy: -24, fontSize: 15, fontWeight: 600 }),
      Plot.line(points, { ...of, strokeWidth: 2.5 }),
      Plot.dot(points, { ...of, fill: "name", r: 3.5 }),
      ...(panel === accuracy ? names : []).map((name, k) =>
        Plot.text([name], {
          text: [name],
          fill: colours[k] ?? "currentColor",
          frameAnchor: "bottom-right",
          dx: -12,
          dy: -12 - 20 * (names.length - 1 - k),
          fontWeight: 600,
        }),
      ),
    ],
  });
}
