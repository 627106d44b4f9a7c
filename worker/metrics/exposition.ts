import type { ModelRegistry } from "../models/model-registry.ts";
import type { Counters } from "./counters.ts";
import type { Drift } from "./drift.ts";

type ModelState = {
  readonly name: string;
  /** Hash of the model in use, null before the first load. */
  readonly hash: string | null;
  /** Whether the last load failed. */
  readonly hasFailed: boolean;
};

/** The counters in Prometheus' text format, version 0.0.4. */
export function printMetrics(
  { requests, outcomes, levels, cachedAnswers }: Counters,
  models: readonly ModelState[],
  drifts: readonly Drift[],
): string {
  const lines = [
    ...family("hedge_requests_total", "counter", "Requests by method, route and status."),
    ...[...requests].map(([kind, count]) => {
      const [method = "", route = "", status = ""] = kind.split(" ");
      return sample("hedge_requests_total", { method, route, status }, count);
    }),
    ...family("hedge_answers_total", "counter", "Answers worked out, by outcome."),
    ...[...outcomes].map(([outcome, count]) => sample("hedge_answers_total", { outcome }, count)),
    ...family("hedge_answers_by_level_total", "counter", "Answers worked out, by level; 0 for none."),
    ...[...levels].map(([level, count]) => sample("hedge_answers_by_level_total", { level }, count)),
    ...family("hedge_share", "gauge", "Share of answers worked out, with its 99 % interval."),
    ...drifts.flatMap(({ what, share, low, high, expected }) => [
      sample("hedge_share", { what, bound: "mean" }, share),
      sample("hedge_share", { what, bound: "low" }, low),
      sample("hedge_share", { what, bound: "high" }, high),
      ...(expected === null ? [] : [sample("hedge_share", { what, bound: "expected" }, expected)]),
    ]),
    ...family("hedge_drift", "gauge", "1 where the interval leaves the expected share out."),
    ...drifts.map(({ what, hasDrifted }) => sample("hedge_drift", { what }, hasDrifted ? 1 : 0)),
    ...family("hedge_kept_answers_total", "counter", "Answers given from memory."),
    sample("hedge_kept_answers_total", {}, cachedAnswers),
    ...family("hedge_model_info", "gauge", "The models in use."),
    ...models.flatMap(({ name, hash }) =>
      hash === null ? [] : [sample("hedge_model_info", { name, hash }, 1)],
    ),
    ...family("hedge_model_failed", "gauge", "1 where the newest load of a model failed."),
    ...models.map(({ name, hasFailed }) => sample("hedge_model_failed", { name }, hasFailed ? 1 : 0)),
  ];
  return `${lines.join("\n")}\n`;
}

/** The present state of the models, without loading any. */
export function modelStates({ names, find }: ModelRegistry): ModelState[] {
  return names.map((name) => {
    const store = find(name);
    const hash = store?.peek(() => {})?.model.hash ?? null;
    return { name, hash, hasFailed: store !== undefined && store.lastFailure() !== null };
  });
}

function family(name: string, type: "counter" | "gauge", help: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

function sample(name: string, labels: Readonly<Record<string, string>>, value: number): string {
  const inside = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(text)}"`);
  return `${name}${inside.length > 0 ? `{${inside.join(",")}}` : ""} ${value}`;
}

function escapeLabel(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
