import { toJsonSchema } from "@valibot/to-json-schema";
import type { GenericSchema, ObjectEntries } from "valibot";
import * as v from "valibot";
import { type ProblemCode, problemKinds } from "../http/problem.ts";
import { answerSchema } from "../schemas/answer.ts";
import { entryId, entryProblemSchema } from "../schemas/batch-body.ts";
import { problemSchema } from "../schemas/problem.ts";
import { type Operation, operations } from "./operations.ts";

/** A JSON Schema in OpenAPI 3.1. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A query parameter of an operation. */
export type Parameter = {
  readonly name: string;
  readonly in: "query";
  readonly required: boolean;
  readonly description: string;
  readonly schema: JsonSchema;
};

/** An operation as the document has it. */
export type OperationObject = {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: unknown;
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
  readonly security?: unknown;
};

/** The parts of an OpenAPI document that this service has. */
export type OpenApiDocument = {
  readonly openapi: "3.1.0";
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly securitySchemes?: unknown;
  };
};

/** The OpenAPI document of this service, from the schemas that validate requests. */
export function openApiDocument(needsKeys: boolean): OpenApiDocument {
  const paths: Record<string, Record<string, OperationObject>> = {};
  for (const operation of operations) {
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method]: operationObject(operation, needsKeys),
    };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "hedge",
      version: "0.1.0",
      description: "Puts a short text into a class taxonomy, as deep as is probable enough.",
    },
    paths,
    components: {
      schemas: {
        Answer: json(answerSchema),
        BatchAnswer: {
          anyOf: [
            { allOf: [reference("Answer"), { type: "object", properties: { id: json(entryId) } }] },
            reference("EntryProblem"),
          ],
        },
        EntryProblem: json(entryProblemSchema),
        Problem: json(problemSchema),
      },
      ...(needsKeys ? { securitySchemes: { key: { type: "http", scheme: "bearer" } } } : {}),
    },
  };
}

function operationObject(operation: Operation, needsKeys: boolean): OperationObject {
  const { id, summary, text, query, body, answers, problems, needsKey } = operation;
  return {
    operationId: id,
    summary,
    description: text,
    parameters: parameters(query ?? {}),
    ...(body ? { requestBody: { required: true, content: bodyContent(body) } } : {}),
    responses: {
      200: {
        description: summary,
        content: Object.fromEntries(
          Object.entries(answers).map(([type, answer]) => [type, { schema: answerContent(type, answer) }]),
        ),
      } as { description: string },
      ...problemResponses(problems.filter((code) => needsKeys || code !== "key-missing")),
    },
    ...(needsKeys && needsKey ? { security: [{ key: [] }] } : {}),
  };
}

function parameters(entries: ObjectEntries): Parameter[] {
  return Object.entries(entries).map(([name, schema]) => {
    // A number is sent as text. What the number is checked for says more than the text's pattern.
    const [sent, read] = [json(schema, "input"), json(schema, "output")];
    const isNumber = sent.enum === undefined && (read.type === "integer" || read.type === "number");
    const { description, ...rest } = { ...(isNumber ? read : sent) };
    return {
      name,
      in: "query",
      required: schema.type !== "optional",
      description: String(description ?? sent.description ?? ""),
      schema: rest,
    };
  });
}

function bodyContent(body: GenericSchema): unknown {
  const schema = json(body);
  return { "application/json": { schema }, "application/x-ndjson": { schema: schema.items } };
}

/** Problems of one status share a response. */
function problemResponses(codes: readonly ProblemCode[]): Record<string, { description: string }> {
  const responses: Record<string, { description: string; content: unknown }> = {};
  for (const code of codes) {
    const { status, meaning } = problemKinds[code];
    const before = responses[status]?.description;
    responses[status] = {
      description: `${before === undefined ? "" : `${before} `}\`${code}\`: ${meaning}`,
      content: { "application/problem+json": { schema: reference("Problem") } },
    };
  }
  return responses;
}

function reference(component: string): JsonSchema {
  return { $ref: `#/components/schemas/${component}` };
}

/** The JSON Schema of what an operation answers with; components as references to them. */
function answerContent(type: string, answer: Operation["answers"][string]): JsonSchema {
  if (typeof answer !== "string") return json(answer);
  const one = reference(answer);
  return answer === "BatchAnswer" && type === "application/json" ? { type: "array", items: one } : one;
}

function json(schema: GenericSchema, typeMode: "input" | "output" = "input"): JsonSchema {
  const inner = v.isOfType("optional", schema)
    ? (schema as unknown as { wrapped: GenericSchema }).wrapped
    : schema;
  // What JSON Schema cannot express, such as that a title is not blank, is in the description.
  const { $schema: _, ...rest } = toJsonSchema(inner, {
    typeMode,
    errorMode: "ignore",
    target: "draft-2020-12",
  });
  return rest as JsonSchema;
}
