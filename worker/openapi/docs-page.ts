import { html } from "hono/html";
import type { JsonSchema, OpenApiDocument, OperationObject, Parameter } from "./document.ts";

/** The result of Hono's template, which escapes what is put into it. */
type Html = ReturnType<typeof html>;

/** The API reference: the OpenAPI document as a page without scripts. */
export function docsPage(document: OpenApiDocument): Html {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>hedge: API reference</title>
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body class="docs">
        <header>
          <h1>hedge: API reference</h1>
          <p>${document.info.description} For machines: <a href="/openapi.json">openapi.json</a></p>
          <nav aria-label="Operations">
            ${operations.map(({ path, method, operation }) => html`<a href="#${operation.operationId}">${method.toUpperCase()} ${path}</a> `)}
          </nav>
        </header>
        <main>${operations.map(({ path, method, operation }) => section(path, method, operation))}${schemas(document)}</main>
        <footer><a href="/">Try it</a></footer>
      </body>
    </html>`;
}

function section(path: string, method: string, operation: OperationObject): Html {
  const { operationId, summary, description, parameters, responses } = operation;
  return html`<section aria-labelledby="${operationId}">
    <h2 id="${operationId}"><code>${method.toUpperCase()} ${path}</code> ${summary}</h2>
    <p>${prose(description)}</p>
    ${
      parameters.length === 0
        ? ""
        : html`<table>
            <thead><tr><th scope="col">Parameter</th><th scope="col">Values</th><th scope="col">Meaning</th></tr></thead>
            <tbody>${parameters.map(parameterRow)}</tbody>
          </table>`
    }
    ${operation.requestBody === undefined ? "" : html`<h3>Body</h3>${contents(operation.requestBody)}`}
    <h3>Answers</h3>
    ${Object.entries(responses).map(([status, response]) =>
      status === "200"
        ? contents(response)
        : html`<p><code>${status}</code> ${prose(response.description)}</p>`,
    )}
  </section>`;
}

function parameterRow({ name, required, description, schema }: Parameter): Html {
  return html`<tr>
    <th scope="row"><code>${name}</code>${required ? "" : html` <span class="quiet">optional</span>`}</th>
    <td>${values(schema)}</td>
    <td>${prose(description)}</td>
  </tr>`;
}

/** Text whose code is between backticks. */
function prose(text: string): Html {
  return html`${text.split("`").map((part, k) => (k % 2 === 0 ? part : html`<code>${part}</code>`))}`;
}

/** The schemas that several operations name. */
function schemas({ components }: OpenApiDocument): Html {
  return html`<section aria-labelledby="schemas">
    <h2 id="schemas">Schemas</h2>
    ${Object.entries(components.schemas).map(([name, schema]) => details(name, schema))}
  </section>`;
}

function details(name: string, schema: JsonSchema): Html {
  return html`<details><summary><code>${name}</code></summary><pre tabindex="0">${JSON.stringify(schema, null, 2)}</pre></details>`;
}

/** Media types with the schema of each. */
function contents(holder: unknown): Html {
  const { content } = holder as { content: Readonly<Record<string, { schema: JsonSchema }>> };
  return html`${Object.entries(content).map(([type, { schema }]) => details(type, schema))}`;
}

/** The values of a parameter, in a few words. */
function values({ type, enum: choices, minimum, maximum, maxLength }: JsonSchema): string {
  if (Array.isArray(choices)) return choices.join(", ");
  if (minimum !== undefined && maximum !== undefined) return `${type} from ${minimum} to ${maximum}`;
  return `${type}${maxLength === undefined ? "" : `, at most ${maxLength} characters`}`;
}
