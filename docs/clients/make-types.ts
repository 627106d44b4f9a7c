import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { compile } from "json-schema-to-typescript";
import { type JsonSchema, openApiDocument } from "../../worker/openapi/document.ts";

const document = openApiDocument(false);

/** Names of the types of what operations without a component answer. */
const answerNames: Readonly<Record<string, string>> = {
  taxonomy: "TaxonomyDocument",
  model: "ModelDocument",
  healthz: "HealthDocument",
};

/** Types of the API in TypeScript, from the OpenAPI document. */
export async function makeTypes(): Promise<string> {
  const definitions: Record<string, JsonSchema> = { ...document.components.schemas };
  for (const methods of Object.values(document.paths)) {
    for (const { operationId, parameters, requestBody, responses } of Object.values(methods)) {
      if (parameters.length > 0) {
        definitions[`${operationId.replace(/^./, (letter) => letter.toUpperCase())}Query`] = {
          type: "object",
          additionalProperties: false,
          required: parameters.filter(({ required }) => required).map(({ name }) => name),
          properties: Object.fromEntries(
            parameters.map(({ name, schema, description }) => [name, { ...schema, description }]),
          ),
        };
      }
      const lines = contentOf(requestBody)["application/x-ndjson"];
      if (lines !== undefined) definitions.BatchEntry = lines.schema;
      const answer = answerNames[operationId];
      const json = contentOf(responses["200"])["application/json"];
      if (answer !== undefined && json !== undefined) definitions[answer] = json.schema;
    }
  }
  const whole = JSON.stringify({ definitions }).replaceAll("#/components/schemas/", "#/definitions/");
  const types = await compile(JSON.parse(whole, withOldTuples), "HedgeApi", {
    additionalProperties: false,
    unreachableDefinitions: true,
    bannerComment: "/** Types of the API, made from /openapi.json by `node docs/clients/make-types.ts`. */",
    style: { printWidth: 110 },
  });
  // The compiler names the whole, which is no type of the API, and says where types come from.
  return types
    .replace(/export interface HedgeApi \{[^}]*\}\n/, "")
    .replace(/\/\*\*\n \* This interface was referenced by[^/]*\*\/\n/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .replace(/^( *\* ).{90,}$/gm, wrapComment);
}

/** A long line of a comment as lines of at most 100 columns. */
function wrapComment(line: string, start: string): string {
  const lines = [""];
  for (const word of line.slice(start.length).split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trimStart();
    if (start.length + longer.length > 100) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines.map((one) => start + one).join("\n");
}

/** Tuples as the compiler knows them: `prefixItems` of JSON Schema 2020-12 was `items` before. */
function withOldTuples(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("prefixItems" in value)) return value;
  const { prefixItems, ...rest } = value;
  const length = (prefixItems as unknown[]).length;
  return { ...rest, items: prefixItems, additionalItems: false, minItems: length, maxItems: length };
}

function contentOf(holder: unknown): Readonly<Record<string, { readonly schema: JsonSchema } | undefined>> {
  return (holder as { content?: Record<string, { schema: JsonSchema }> } | undefined)?.content ?? {};
}

if (import.meta.main) await writeFile(join(import.meta.dirname, "api-types.ts"), await makeTypes());
