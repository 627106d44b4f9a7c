import type { ModelDocument } from "../../../schemas/model.ts";
import { byId } from "../dom/elements.ts";
import { count, percent } from "../dom/figures.ts";

/** The part of a model's decision rule that the page reads. */
export type DecisionRule = {
  readonly thresholds: readonly number[];
  readonly calibration: {
    readonly titles: number;
    readonly target: number;
    readonly targets: readonly Target[];
    readonly levels: readonly { readonly intercept: number; readonly slope: number }[];
  } | null;
};

type Target = {
  readonly target: number;
  readonly thresholds: readonly number[];
  readonly promised: boolean;
  readonly titlesNeeded: number | null;
};

/** The decision rule of a model document, whose schema leaves it open. */
export function decisionRule({ decision }: ModelDocument): DecisionRule {
  return decision as unknown as DecisionRule;
}

/** What a model promises of a target, from its own calibration titles. */
export function promiseText({ promised, titlesNeeded }: Target, titles: number): string {
  if (promised) return `proven on ${count(titles)} calibration titles`;
  if (titlesNeeded === null) return "not proven, and more titles would not help";
  return `not proven: ${count(titles)} calibration titles, about ${count(titlesNeeded)} needed`;
}

const slider = byId("target", HTMLInputElement);
const text = byId("target-text", HTMLOutputElement);
let rule: DecisionRule | undefined;

/** Sets the slider up for a model: its own thresholds first, then its targets. */
export function setTargets(model: ModelDocument): void {
  rule = decisionRule(model);
  const targets = rule.calibration?.targets ?? [];
  slider.max = String(targets.length);
  if (slider.valueAsNumber > targets.length) slider.value = "0";
  byId("target-choice", HTMLElement).hidden = targets.length === 0;
  showTarget();
}

/** The chosen target as a query says it; empty for the model's own thresholds. */
export function chosenTarget(): string {
  const target = targetAt(slider.valueAsNumber);
  return target === undefined ? "" : String(target.target);
}

/** Says what the chosen target means on this model. */
export function showTarget(): void {
  const calibration = rule?.calibration;
  if (rule === undefined || calibration === null || calibration === undefined) return;
  const target = targetAt(slider.valueAsNumber);
  const thresholds = (target ?? rule).thresholds.map((one) => (one < 1 ? percent(one) : "never")).join(", ");
  const said =
    target === undefined
      ? `As the model was calibrated: for ${percent(calibration.target)} right answers`
      : `At least ${percent(target.target)} of answers right, ${promiseText(target, calibration.titles)}`;
  text.textContent = `${said}. Needed at each level: ${thresholds}.`;
  slider.setAttribute("aria-valuetext", said);
}

function targetAt(place: number): Target | undefined {
  return rule?.calibration?.targets[place - 1];
}
