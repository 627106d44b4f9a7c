import type { Answer } from "../../../../shared/answer/answer.ts";
import type { ModelDocument } from "../../../schemas/model.ts";
import type { TaxonomyDocument } from "../../../schemas/taxonomy.ts";

/** The outcome of a request. */
export type Outcome =
  | { readonly kind: "answer"; readonly answer: Answer }
  | { readonly kind: "key-missing"; readonly detail: string }
  | { readonly kind: "problem"; readonly detail: string }
  | { readonly kind: "superseded" };

/** How a visitor wants titles answered. */
export type Settings = {
  /** Name of a model; empty for the first. */
  readonly model: string;
  readonly key: string;
  /** Share of answers that should be right; empty for the model's own thresholds. */
  readonly target: string;
};

/** A model with its classes. */
export type ModelAndClasses = { readonly model: ModelDocument; readonly taxonomy: TaxonomyDocument };

/** Words of a class that the page shows. */
const shownWords = "10";

/** What to say when a request did not come through. */
export const unreachable = "The service cannot be reached. Check the connection and try again.";

let running: AbortController | undefined;

/** Requests the answer to a title with all that is shown. Aborts a request under way. */
export async function ask(title: string, settings: Settings): Promise<Outcome> {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  const query = queryOf({ title, explain: "1", tree: "1", model: settings.model, target: settings.target });
  try {
    const response = await fetch(`/classify${query}`, {
      signal: mine.signal,
      headers: keyHeader(settings),
    });
    const body: unknown = await response.json();
    if (response.ok) return { kind: "answer", answer: body as Answer };
    const detail = detailOf(body);
    return { kind: response.status === 401 ? "key-missing" : "problem", detail };
  } catch {
    if (mine.signal.aborted) return { kind: "superseded" };
    return { kind: "problem", detail: unreachable };
  }
}

/** Requests a model and its classes; what is wrong where there are none. */
export async function askForModel(name: string): Promise<ModelAndClasses | { readonly detail: string }> {
  try {
    const [model, taxonomy] = await Promise.all([
      fetch(`/model${queryOf({ model: name })}`),
      fetch(`/taxonomy${queryOf({ words: shownWords, model: name })}`),
    ]);
    const [first, second]: unknown[] = await Promise.all([model.json(), taxonomy.json()]);
    if (!model.ok) return { detail: detailOf(first) };
    if (!taxonomy.ok) return { detail: detailOf(second) };
    return { model: first as ModelDocument, taxonomy: second as TaxonomyDocument };
  } catch {
    return { detail: unreachable };
  }
}

/** The header with a visitor's key, where there is one. */
export function keyHeader({ key }: Settings): Record<string, string> {
  return key === "" ? {} : { Authorization: `Bearer ${key}` };
}

/** A query of the parameters that are not empty. */
export function queryOf(parameters: Readonly<Record<string, string>>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== "");
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}

/** The `detail` of a problem document, with what to quote when it is reported. */
export function detailOf(body: unknown): string {
  const { detail, requestId } = body as { detail?: string; requestId?: string };
  return `${detail ?? "The service gave no reason."}${requestId ? ` (request ${requestId})` : ""}`;
}
