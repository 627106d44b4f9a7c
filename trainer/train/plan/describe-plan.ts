import type { Approximate } from "../../diagnostics/diagnose.ts";
import { mostExact } from "../../model/nuts-options.ts";
import { formatDuration } from "../../progress/rate.ts";
import type { RunPlan, TrainingPlan } from "./plan-run.ts";

/** What there is for a run. */
export type Resources = {
  /** Bytes free on the disk of the run folder. */
  readonly disk: number;
  /** Bytes of memory that the process may still take. */
  readonly memory: number;
};

/** Seconds of a whole run, or null where they are not known. */
export function totalSeconds({ seconds }: RunPlan): number | null {
  return seconds && Object.values(seconds).reduce((sum, one) => sum + one, 0);
}

/** A plan in a line. */
export function describePlan(plan: TrainingPlan): string {
  const seconds = totalSeconds(plan);
  const workers = plan.machines > 1 ? ` with ${plan.machines} workers` : "";
  const time = seconds === null ? "" : `about ${formatDuration(seconds)} in all${workers}, `;
  const { chains } = plan.keepEvery;
  const kept = chains > 1 ? ` (1 draw in ${chains} is kept, and the mean of all)` : "";
  const [memory, disk, file] = [plan.memory, plan.disk, plan.fileBytes].map(showBytes);
  return `expected: ${time}${memory} of memory, ${disk} on disk${kept}, a model of ${file}`;
}

/** What is said of draws that are approximate. */
export function describeApproximate(approximate: Approximate): string {
  const limit = (most: number) => `more than ${most.toLocaleString("en")} coefficients`;
  const price = "four to eight times as long";
  if (approximate === "model")
    return `the model has ${limit(mostExact.flat)}: its draws are approximate; --exact takes ${price}`;
  const { nodes } = approximate;
  const which = nodes === 1 ? "1 node has" : `${nodes} nodes have`;
  return `${which} ${limit(mostExact.node)}: their draws are approximate; --exact takes ${price} there`;
}

/** Warnings where memory or disk will not do, with what would help. */
export function planWarnings(
  plan: TrainingPlan,
  resources: Resources,
  {
    calibrates,
    dropsRareWords,
    maxBytes,
  }: { readonly calibrates: boolean; readonly dropsRareWords: boolean; readonly maxBytes: number },
): string[] {
  const warnings: string[] = [];
  const quick = dropsRareWords ? [] : ["--preset quick"];
  if (plan.fileBytes > maxBytes) {
    warnings.push(
      `the model takes about ${plan.fileBytes.toLocaleString("en")} bytes, more than --max-bytes ` +
        `${maxBytes.toLocaleString("en")}; raise it a little, or packing may fail`,
    );
  }
  if (plan.disk > resources.disk) {
    warnings.push(
      `${showBytes(plan.disk)} of draws do not fit on the disk, where ${showBytes(resources.disk)} are free; ` +
        `${["fewer --draws or --chains would do", ...quick, "or --out on another disk"].join(", ")}`,
    );
  }
  if (plan.memory > resources.memory) {
    const calibration = calibrates ? ["--calibration 0.1"] : [];
    const ways = [...calibration, "fewer --threads", ...quick].join(" or ");
    warnings.push(
      `${showBytes(plan.memory)} of memory are more than the ${showBytes(resources.memory)} that are free; ` +
        `${ways} would take less`,
    );
  }
  return warnings;
}

/** Bytes in the largest unit that leaves two digits or more. */
export function showBytes(bytes: number): string {
  if (bytes >= 1e10) return `${Math.round(bytes / 1e9)} GB`;
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.max(1, Math.round(bytes / 1e6))} MB`;
}
