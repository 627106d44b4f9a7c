import * as Plot from "@observablehq/plot";
import type { Quantity } from "../../diagnostics/summary.ts";
import { colours, type Drawing, type PlotDocument } from "./document.ts";

/** Most draws of a chain in a trace plot. */
const mostPoints = 400;
/** Bins of a rank plot and of the energies. */
const rankBins = 20;

const common = {
  width: 900,
  marginLeft: 84,
  style: { fontSize: "13px" },
} as const;

function chainColours(chains: number) {
  const domain = Array.from({ length: chains }, (_, chain) => `chain ${chain + 1}`);
  return { domain, range: domain.map((_, k) => colours[k % colours.length] ?? ""), legend: false };
}

/** The draws of a quantity in the order in which they were made, a line for each chain. */
export function tracePlot(document: PlotDocument, { chains }: Quantity): Drawing {
  const points = chains.flatMap((draws, chain) => {
    const step = Math.max(1, Math.ceil(draws.length / mostPoints));
    return Array.from(draws, (value, draw) => ({ chain: `chain ${chain + 1}`, draw, value })).filter(
      ({ draw }) => draw % step === 0,
    );
  });
  return Plot.plot({
    document,
    ...common,
    height: 180,
    x: { label: "draw" },
    y: { label: null, grid: true, ticks: 4 },
    color: chainColours(chains.length),
    marks: [Plot.line(points, { x: "draw", y: "value", stroke: "chain", strokeOpacity: 0.75 })],
  });
}

/**
 * Rank plot (Vehtari et al. 2021): histograms of the ranks of each chain's draws among all draws.
 * Where the chains agree, every bar is about as high as the dashed line.
 */
export function rankPlot(document: PlotDocument, { chains }: Quantity): Drawing {
  const pooled = chains.flatMap((draws, chain) => Array.from(draws, (value) => ({ chain, value })));
  pooled.sort((a, b) => a.value - b.value);
  const counts = chains.map(() => new Array<number>(rankBins).fill(0));
  pooled.forEach(({ chain }, rank) => {
    const bin = Math.floor((rank * rankBins) / pooled.length);
    const ofChain = counts[chain];
    if (ofChain) ofChain[bin] = (ofChain[bin] ?? 0) + 1;
  });
  const bars = counts.flatMap((ofChain, chain) =>
    ofChain.map((count, bin) => ({ chain: `chain ${chain + 1}`, from: bin, to: bin + 1, count })),
  );
  const expected = (chains[0]?.length ?? 0) / rankBins;
  return Plot.plot({
    document,
    ...common,
    height: 160,
    fx: { label: null },
    x: { label: "rank among all draws", ticks: [] },
    y: { label: null, ticks: 3 },
    color: chainColours(chains.length),
    marks: [
      Plot.rectY(bars, { fx: "chain", x1: "from", x2: "to", y: "count", fill: "chain", fillOpacity: 0.75 }),
      Plot.ruleY([expected], { stroke: "currentColor", strokeDasharray: "4 4" }),
    ],
  });
}

/**
 * Energies about their mean, and their changes from draw to draw. The second much narrower than
 * the first means that the tails are explored slowly (Betancourt 2016).
 */
export function energyPlot(document: PlotDocument, energies: readonly Float64Array[]): Drawing {
  const values = energies.flatMap((ofChain) => {
    const mean = ofChain.reduce((sum, energy) => sum + energy, 0) / ofChain.length;
    return [
      ...Array.from(ofChain, (energy) => ({ kind: "energy less its mean", value: energy - mean })),
      ...Array.from(ofChain.slice(1), (energy, k) => ({
        kind: "change from draw to draw",
        value: energy - (ofChain[k] ?? energy),
      })),
    ];
  });
  const domain = ["energy less its mean", "change from draw to draw"];
  return Plot.plot({
    document,
    ...common,
    height: 200,
    x: { label: "nats" },
    y: { label: "draws", grid: true, ticks: 4 },
    color: { domain, range: colours.slice(0, 2) },
    marks: [
      Plot.rectY(
        values,
        Plot.binX<Plot.RectYOptions>(
          { y2: "count" },
          { x: { value: "value", thresholds: 40 }, fill: "kind", fillOpacity: 0.45 },
        ),
      ),
      Plot.ruleY([0], { stroke: "currentColor", strokeOpacity: 0.4 }),
    ],
  });
}
