import { expect } from "vitest";
import { createApp } from "../../worker/app.ts";
import type { ModelSource } from "../../worker/model-sources/model-source.ts";
import type { ProblemDocument } from "../../worker/problem.ts";
import { tinyModelBytes } from "../fixtures/tiny-model.ts";

/** A service whose model comes from memory: the tiny model, or whatever bytes a test wants to be one. */
export function serviceWith(bytes: Uint8Array | Promise<Uint8Array> = tinyModelBytes()) {
  return serviceFrom({ load: async () => bytes });
}

export function serviceFrom(source: ModelSource) {
  const app = createApp(() => source);
  return (path: string, init?: RequestInit): Promise<Response> =>
    Promise.resolve(app.request(path, init, { ASSETS: { fetch: async () => new Response() } }));
}

/** Checks that a response is a whole problem document and returns it. */
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
