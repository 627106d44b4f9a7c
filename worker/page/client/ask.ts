import type { Answer } from "../../../shared/answer/answer.ts";

/** The outcome of a request. */
export type Outcome =
  | { readonly kind: "answer"; readonly answer: Answer }
  | { readonly kind: "key-missing"; readonly detail: string }
  | { readonly kind: "problem"; readonly detail: string }
  | { readonly kind: "superseded" };

/** What the visitor has entered. */
export type Question = { readonly title: string; readonly model: string; readonly key: string };

let running: AbortController | undefined;

/** Requests the answer to a title with its explanation. Aborts a request that is still running. */
export async function ask({ title, model, key }: Question): Promise<Outcome> {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  const query = new URLSearchParams({ title, top: "5", explain: "1", ...(model ? { model } : {}) });
  try {
    const response = await fetch(`/classify?${query}`, {
      signal: mine.signal,
      headers: key ? { Authorization: `Bearer ${key}` } : {},
    });
    const body: unknown = await response.json();
    if (response.ok) return { kind: "answer", answer: body as Answer };
    const detail = detailOf(body);
    return { kind: response.status === 401 ? "key-missing" : "problem", detail };
  } catch {
    if (mine.signal.aborted) return { kind: "superseded" };
    return { kind: "problem", detail: "The service cannot be reached. Check the connection and try again." };
  }
}

/** Names of the service's models; empty when the request fails. */
export async function modelNames(): Promise<readonly string[]> {
  try {
    const { names } = (await (await fetch("/model")).json()) as { names?: readonly string[] };
    return names ?? [];
  } catch {
    return [];
  }
}

function detailOf(body: unknown): string {
  const { detail, requestId } = body as { detail?: string; requestId?: string };
  return `${detail ?? "The service gave no reason."}${requestId ? ` (request ${requestId})` : ""}`;
}
