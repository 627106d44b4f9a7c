import type {
  Answer,
  BatchAnswer,
  BatchEntry,
  ClassifyBatchQuery,
  ClassifyQuery,
  ModelDocument,
  Problem,
  TaxonomyDocument,
} from "./api-types.ts";

/** Where a service is, and who asks. */
export type ClientOptions = {
  /** For example `https://hedge.example`. */
  readonly url: string;
  readonly key?: string;
  /** How often a request is repeated that was refused for now (429 or 503); 3 when not given. */
  readonly retries?: number;
};

/** A client of a service: no dependency but `fetch`. */
export type HedgeClient = {
  /** The answer to one title. */
  classify(title: string, options?: Omit<ClassifyQuery, "title">): Promise<Answer>;
  /**
   * The answers to any number of titles in their order, an entry's problem in place of an answer
   * that it cannot have. Titles are taken as answers are.
   */
  classifyAll(
    entries: Iterable<BatchEntry> | AsyncIterable<BatchEntry>,
    options?: ClassifyBatchQuery,
  ): AsyncGenerator<BatchAnswer>;
  taxonomy(options?: { readonly words?: number; readonly model?: string }): Promise<TaxonomyDocument>;
  model(name?: string): Promise<ModelDocument>;
};

/** A request that was not answered, with the service's reason. */
export class HedgeProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** Titles of one request of `classifyAll`. */
const batchSize = 500;

/** A client; its calls throw `HedgeProblem` for a request that the service refuses. */
export function hedgeClient({ url, key, retries = 3 }: ClientOptions): HedgeClient {
  const authorization: Record<string, string> = key === undefined ? {} : { Authorization: `Bearer ${key}` };

  async function request(path: string, query: object, init: RequestInit = {}): Promise<Response> {
    const given = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]);
    const address = new URL(`${path}?${new URLSearchParams(given)}`, url);
    for (let attempt = 0; ; attempt++) {
      const response = await fetch(address, { ...init, headers: { ...authorization, ...init.headers } });
      if (response.ok) return response;
      const problem = (await response.json()) as Problem;
      const wait = Number(response.headers.get("Retry-After"));
      if (wait === 0 || attempt >= retries) throw new HedgeProblem(problem);
      await new Promise((resolve) => setTimeout(resolve, 1_000 * wait));
    }
  }

  async function classifyBatch(
    entries: readonly BatchEntry[],
    options: ClassifyBatchQuery,
  ): Promise<BatchAnswer[]> {
    const response = await request("/classify", options, {
      method: "POST",
      headers: { "Content-Type": "application/x-ndjson" },
      body: entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""),
    });
    const lines = (await response.text()).trimEnd().split("\n");
    return lines.map((line) => JSON.parse(line) as BatchAnswer);
  }

  return {
    classify: async (title, options = {}) =>
      (await request("/classify", { title, ...options })).json() as Promise<Answer>,
    async *classifyAll(entries, options = {}) {
      let batch: BatchEntry[] = [];
      for await (const entry of entries) {
        if (batch.push(entry) < batchSize) continue;
        yield* await classifyBatch(batch, options);
        batch = [];
      }
      if (batch.length > 0) yield* await classifyBatch(batch, options);
    },
    taxonomy: async (options = {}) =>
      (await request("/taxonomy", options)).json() as Promise<TaxonomyDocument>,
    model: async (name) =>
      (await request("/model", name === undefined ? {} : { model: name })).json() as Promise<ModelDocument>,
  };
}
