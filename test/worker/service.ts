import { expect } from "vitest";
import type { Bindings } from "../../worker/config/bindings.ts";
import { fetchHandler } from "../../worker/fetch-handler.ts";
import type { ProblemDocument } from "../../worker/http/problem.ts";
import type { ModelSource } from "../../worker/models/model-source.ts";
import type { StoreOptions } from "../../worker/models/model-store.ts";
import { tinyModelBytes } from "../fixtures/tiny-model.ts";

export type Ask = (path: string, init?: RequestInit) => Promise<Response>;

/** A source in memory, without a pointer. */
export function sourceOf(load: () => Promise<Uint8Array>): ModelSource {
  return { pointedHash: async () => null, load: async () => ({ bytes: await load(), hash: null }) };
}

/** A service with a model from memory: the tiny model, or the bytes that a test gives. */
export function serviceWith(
  bytes: Uint8Array | Promise<Uint8Array> = tinyModelBytes(),
  bindings: Partial<Bindings> = {},
): Ask {
  return serviceFrom(() => sourceOf(async () => bytes), bindings);
}

/**
 * A service with the settings in `bindings`. Unless told otherwise it checks its model before the
 * first answer, as all services have done when they give the second.
 */
export function serviceFrom(
  source: (name: string) => ModelSource,
  bindings: Partial<Bindings> = {},
  options: Partial<StoreOptions> = {},
): Ask {
  const handle = fetchHandler(() => source, { checkFirst: true, ...options });
  const all = { ASSETS: { fetch: async () => new Response() }, ...bindings };
  return async (path, init) => {
    const background: Promise<unknown>[] = [];
    const context = {
      waitUntil: (work: Promise<unknown>) => void background.push(work),
      passThroughOnException() {},
      props: {},
    };
    const response = await handle(new Request(`https://hedge.example${path}`, init), all, context);
    // Background work of a request is done before the next request.
    await Promise.all(background);
    return response;
  };
}

/** Builds the function that posts a batch to a service. */
export function batchPoster(ask: Ask) {
  return (body: BodyInit, type = "application/json", query = "", headers: Record<string, string> = {}) =>
    ask(`/classify${query}`, { method: "POST", body, headers: { "Content-Type": type, ...headers } });
}

/** The text of a response; `text()` would warn that NDJSON is no text. */
export async function textOf(response: Response): Promise<string> {
  return new TextDecoder().decode(await response.arrayBuffer());
}

/** Checks that a response is a complete problem document and returns that. */
export async function problemOf(response: Response, status: number): Promise<ProblemDocument> {
  expect(response.status).toBe(status);
  expect(response.headers.get("Content-Type")).toBe("application/problem+json");
  expect(response.headers.get("Cache-Control")).toBe("no-store");
  const document = await response.json<ProblemDocument>();
  expect(document).toEqual({
    type: expect.stringMatching(/^\/problems\/[a-z-]+$/),
    title: expect.stringMatching(/\S/),
    status,
    detail: expect.stringMatching(/\S.*\.$/),
    instance: expect.stringMatching(/^\//),
    requestId: response.headers.get("X-Request-Id"),
  });
  return document;
}
