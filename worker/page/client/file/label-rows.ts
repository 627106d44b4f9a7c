import type { Answer } from "../../../../shared/answer/answer.ts";
import type { BatchAnswer } from "../../../schemas/batch-body.ts";
import { detailOf, keyHeader, queryOf, type Settings, unreachable } from "../service/ask.ts";

/** What became of a text: its answer, or why there is none. */
export type Label =
  | { readonly kind: "answered"; readonly answer: Answer }
  | { readonly kind: "refused"; readonly detail: string }
  | { readonly kind: "not-asked" };

/** Texts of one request: few enough that progress shows. */
const batchSize = 200;

/**
 * Labels texts with the service, a batch after the other. Where it ends early, by `signal` or by a
 * problem, texts that were not asked for say so.
 *
 * @param onProgress told how many are done
 * @returns a label for each text, and what went wrong, if anything did
 */
export async function labelRows(
  texts: readonly string[],
  settings: Settings,
  signal: AbortSignal,
  onProgress: (done: number) => void,
): Promise<{ readonly labels: readonly Label[]; readonly problem: string | null }> {
  const labels: Label[] = [];
  let problem: string | null = null;
  for (let from = 0; from < texts.length && problem === null; from += batchSize) {
    const result = await labelBatch(texts.slice(from, from + batchSize), settings, signal);
    if (typeof result === "string") problem = result;
    else labels.push(...result);
    onProgress(labels.length);
  }
  while (labels.length < texts.length) labels.push({ kind: "not-asked" });
  return { labels, problem };
}

async function labelBatch(
  texts: readonly string[],
  settings: Settings,
  signal: AbortSignal,
): Promise<readonly Label[] | string> {
  const query = queryOf({ top: "1", model: settings.model, target: settings.target });
  try {
    const response = await fetch(`/classify${query}`, {
      method: "POST",
      signal,
      headers: { ...keyHeader(settings), "Content-Type": "application/x-ndjson" },
      body: texts.map((text) => `${JSON.stringify(text)}\n`).join(""),
    });
    if (response.status === 429) {
      await wait(Number(response.headers.get("Retry-After") ?? 60), signal);
      return labelBatch(texts, settings, signal);
    }
    if (!response.ok) return detailOf(await response.json());
    const lines = (await response.text()).trimEnd().split("\n");
    const answers = lines.map((line) => JSON.parse(line) as BatchAnswer);
    if (answers.length !== texts.length) return "The service answered a part of the texts only; try again.";
    return answers.map((one) =>
      "error" in one ? { kind: "refused", detail: one.error.detail } : { kind: "answered", answer: one },
    );
  } catch {
    return signal.aborted ? "Stopped." : unreachable;
  }
}

function wait(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, 1_000 * seconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
