import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { hedgeClient } from "./hedge-client.ts";

/**
 * Labels documents on their way into a search index: NDJSON in, lines of the bulk API of OpenSearch
 * or Elasticsearch out.
 *
 *     node docs/clients/index-documents.ts --index products --text title < documents.ndjson |
 *       curl -H 'Content-Type: application/x-ndjson' --data-binary @- localhost:9200/_bulk
 *
 * A document gets `category`, every class from the top down to the answer, for facets of any level;
 * `category_probability`; and `category_reason` where the answer is no leaf, to find what is worth
 * a look. One that cannot be labelled is indexed without, and named on standard error.
 */
const { values } = parseArgs({
  options: {
    url: { type: "string", default: "http://localhost:8787" },
    key: { type: "string" },
    index: { type: "string", default: "documents" },
    text: { type: "string", default: "title" },
    id: { type: "string", default: "id" },
  },
});

const client = hedgeClient({ url: values.url, ...(values.key === undefined ? {} : { key: values.key }) });
/** Documents that wait for their answers, in the order of these. */
const waiting: Record<string, unknown>[] = [];

async function* titles(): AsyncGenerator<string> {
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === "") continue;
    const document = JSON.parse(line) as Record<string, unknown>;
    waiting.push(document);
    yield String(document[values.text] ?? "");
  }
}

for await (const answer of client.classifyAll(titles(), { top: 1 })) {
  const document = waiting.shift() ?? {};
  const id = document[values.id];
  if ("error" in answer) console.error(`${String(id)}: ${answer.error.detail}`);
  const label =
    "error" in answer
      ? {}
      : {
          category: (answer.answer?.path ?? []).map((_, k, path) => path.slice(0, k + 1).join(" > ")),
          category_probability: answer.answer?.probability,
          category_reason: answer.fallback?.reason,
        };
  const action = { index: { _index: values.index, ...(id === undefined ? {} : { _id: String(id) }) } };
  process.stdout.write(`${JSON.stringify(action)}\n${JSON.stringify({ ...document, ...label })}\n`);
}
