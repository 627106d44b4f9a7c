import type { ModelDocument } from "../../../schemas/model.ts";
import { decisionRule, promiseText } from "../answer/target-slider.ts";
import { anyText, type Content, element } from "../dom/elements.ts";
import { count, percent } from "../dom/figures.ts";
import { calibrationPlot } from "./calibration-plot.ts";

/** A model for people: what it knows, how sure it may be, how its training went. */
export function modelCard(model: ModelDocument): Content[] {
  const { training, levels } = model;
  const { diagnostics } = training;
  const { calibration, thresholds } = decisionRule(model);
  const titles = calibration?.titles ?? 0;
  return [
    element("h3", "", "What it knows"),
    facts([
      ["Name", model.name],
      ["Classes", `${count(model.classes)}, of them ${count(model.leaves)} without subcategories`],
      ["Levels", levels.join(", ")],
      ["Terms", `${count(model.terms)} words, word groups and parts of words`],
      ["File", model.hash],
    ]),
    element("h3", "", "What it was trained on"),
    facts([
      [
        "Titles",
        `${count(training.titles)}; ${count(training.duplicatesDropped)} repeats and ${count(training.rowsSkipped)} rows left out`,
      ],
      ["Data", `sha256:${training.dataHash}`],
      ["Class balance", training.classPrior],
      ["Preset", `${training.preset}, seed ${training.seed}, hedge ${training.hedge}`],
      [
        "Sampling",
        `NUTS, ${count(training.chains)} chains of ${count(training.drawsPerChain)} draws after ${count(training.warmup)} of warm-up`,
      ],
    ]),
    element("h3", "", "How the sampling went"),
    element("p", "", element("span", `verdict ${diagnostics.verdict}`, diagnostics.verdict)),
    ...(diagnostics.reasons.length === 0
      ? [element("p", "", "The chains agree, and there are enough draws.")]
      : [element("ul", "reasons", ...diagnostics.reasons.map((one) => element("li", "", one)))]),
    element("h3", "", "What it promises"),
    ...(calibration === null
      ? [
          element("p", "", "Nothing: it was trained without calibration."),
          facts(levels.map((level, k) => [`Needed: ${level}`, needed(thresholds[k])])),
        ]
      : [
          scrolling(
            table(
              ["Right answers", "", ...levels.map((level) => `Needed: ${level}`)],
              calibration.targets.map((target) => [
                percent(target.target),
                promiseText(target, titles),
                ...target.thresholds.map(needed),
              ]),
            ),
          ),
          element("h3", "", "How it is calibrated"),
          calibrationPlot(levels, calibration.levels),
        ]),
    element(
      "p",
      "quiet",
      "A model file holds no accuracy: ",
      element("code", "", "npm run evaluate"),
      " measures it on titles of yours.",
    ),
  ];
}

function needed(threshold = 1): string {
  return threshold < 1 ? percent(threshold) : "never answers";
}

function facts(entries: readonly (readonly [string, string])[]): HTMLElement {
  return element(
    "dl",
    "facts",
    ...entries.flatMap(([name, value]) => [element("dt", "", name), anyText("dd", "", value)]),
  );
}

/** A table with a header row; the first cell of each row is its header. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): HTMLTableElement {
  const headCell = (text: string, scope: "col" | "row") => {
    const cell = anyText("th", "", text);
    cell.scope = scope;
    return cell;
  };
  return element(
    "table",
    "",
    element("thead", "", element("tr", "", ...head.map((text) => headCell(text, "col")))),
    element(
      "tbody",
      "",
      ...rows.map(([first = "", ...others]) =>
        element("tr", "", headCell(first, "row"), ...others.map((text) => anyText("td", "", text))),
      ),
    ),
  );
}

/** Something wide that scrolls within the page, by keyboard too. */
export function scrolling(content: HTMLElement): HTMLElement {
  const made = element("div", "scrolling", content);
  made.tabIndex = 0;
  return made;
}
