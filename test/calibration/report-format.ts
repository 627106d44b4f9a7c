import { markdownTable } from "../../bench/harness/tables.ts";
import type { ConfigurationResult } from "./calibration.ts";

const columns = 100;

/** A paragraph or list item of the page in lines of at most 100 columns. */
export function prose(text: string): string[] {
  const indent = text.startsWith("* ") ? "  " : "";
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line.trim() !== "" && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = indent + word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** One row per configuration: its result and what its chains did. */
export function configurationTable(results: readonly ConfigurationResult[]): string[] {
  return markdownTable(
    [
      "configuration",
      "data sets",
      "smallest p",
      "looks",
      "draws",
      "short",
      "divergent",
      "depth limit",
      "steps",
      "time",
    ],
    results.map((result) => [
      result.configuration.name,
      String(result.simulations),
      probability(result.smallest),
      result.looks,
      result.meanDraws.toFixed(0),
      String(result.short),
      `${result.divergent.trajectories} (${result.divergent.dataSets})`,
      String(result.depthHits),
      result.meanSteps.toFixed(1),
      `${result.seconds.toFixed(0)} s`,
    ]),
  );
}

/** One row per quantity, one column per configuration. */
export function quantityTable(results: readonly ConfigurationResult[]): string[] {
  const names = [...new Set(results.flatMap(({ quantities }) => quantities.map(({ name }) => name)))];
  return markdownTable(
    ["quantity", ...results.map(({ configuration }) => configuration.name)],
    names.map((name) => [
      name,
      ...results.map(({ quantities }) => {
        const found = quantities.find((quantity) => quantity.name === name);
        if (found === undefined) return "";
        const { chiSquared, ecdf, meanRank } = found;
        return `${probability(chiSquared)} / ${probability(ecdf)}, ${meanRank.toFixed(2)}`;
      }),
    ]),
  );
}

/** A p-value with three digits, or its order of magnitude when it is small. */
export function probability(p: number): string {
  if (p < 1e-12) return "< 1e-12";
  return p < 0.001 ? p.toExponential(0) : p.toFixed(3);
}
