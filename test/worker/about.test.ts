import { toJsonSchema } from "@valibot/to-json-schema";
import { hc } from "hono/client";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import type { HedgeApp } from "../../worker/app.ts";
import { type OpenApiDocument, openApiDocument } from "../../worker/openapi/document.ts";
import { answerSchema } from "../../worker/schemas/answer.ts";
import { modelSchema } from "../../worker/schemas/model.ts";
import { taxonomySchema } from "../../worker/schemas/taxonomy.ts";
import { tinyModelBytes, tinyTaxonomy } from "../fixtures/tiny-model.ts";
import { serviceWith } from "./service.ts";

const ask = serviceWith();

describe("GET /taxonomy", () => {
  it("lists every class, parents first", async () => {
    const document = v.parse(taxonomySchema, await (await ask("/taxonomy")).json());
    expect(document.levels).toEqual(["parent", "child"]);
    expect(document.classes[0]).toEqual({ path: ["toys games"], label: "toys games", level: 1, children: 2 });
    expect(document.classes.at(-1)).toEqual({
      path: ["grocery", "tea"],
      label: "tea",
      level: 2,
      children: 0,
    });
  });

  it("lists classes that are declared without titles after the others", async () => {
    const declared = [["garden"], ["toys games", "kites"]];
    const bytes = tinyModelBytes({
      header: (header) => {
        header.taxonomy = { ...tinyTaxonomy, declared };
      },
    });
    const document = v.parse(taxonomySchema, await (await serviceWith(bytes)("/taxonomy")).json());
    expect(document.classes).toHaveLength(8);
    expect(document.classes.slice(6)).toEqual([
      { path: ["garden"], label: "garden", level: 1, children: 0, declared: true },
      { path: ["toys games", "kites"], label: "kites", level: 2, children: 0, declared: true },
    ]);
  });
});

describe("GET /taxonomy?words", () => {
  it("adds the words that speak for each class", async () => {
    const { classes } = v.parse(taxonomySchema, await (await ask("/taxonomy?words=1")).json());
    expect(classes.map(({ label, words }) => [label, words])).toEqual([
      ["toys games", ["toys"]],
      ["grocery", ["tea"]],
      ["building toys", ["lego"]],
      ["dolls", ["doll"]],
      ["candy", ["sugar"]],
      ["tea", ["tea"]],
    ]);
    for (const query of ["words=13", "words=-1", "words=a", "word=1"]) {
      expect((await ask(`/taxonomy?${query}`)).status).toBe(400);
    }
  });
});

describe("GET /model", () => {
  it("warns where the verdict on the sampling is not good", async () => {
    const warningOf = async (verdict: string) => {
      const bytes = tinyModelBytes({
        header: (header) => {
          Object.assign((header.training as { diagnostics: object }).diagnostics, { verdict });
        },
      });
      return v.parse(modelSchema, await (await serviceWith(bytes)("/model")).json()).warning;
    };
    expect(await warningOf("good")).toBeNull();
    for (const verdict of ["doubtful", "bad"]) {
      expect(await warningOf(verdict)).toBe(
        `The sampling of this model is ${verdict}: its probabilities may be off. made by hand`,
      );
    }
  });

  it("gives titles to try, made of its own words", async () => {
    const { examples } = v.parse(modelSchema, await (await ask("/model")).json());
    expect(examples.length).toBeGreaterThan(1);
    const known = ["adult", "doll", "lego", "sugar", "tea", "toys"];
    for (const word of examples.join(" ").split(" ")) expect(known).toContain(word);
  });

  it("describes the model and its training", async () => {
    const document = v.parse(modelSchema, await (await ask("/model")).json());
    expect(document).toMatchObject({ name: "model", classes: 6, leaves: 4, terms: 6, draws: 5 });
    expect(document.training.diagnostics.verdict).toBe("doubtful");
    expect(document.decision).toHaveProperty("thresholds");
  });

  it("writes diagnostics that are not finite as null", async () => {
    const bytes = tinyModelBytes({
      header: (header) => {
        const { diagnostics } = header.training as { diagnostics: Record<string, unknown> };
        diagnostics.maxRHat = Number.NaN;
      },
    });
    const document = v.parse(modelSchema, await (await serviceWith(bytes)("/model")).json());
    expect(document.training.diagnostics.maxRHat).toBeNull();
  });
});

describe("GET /openapi.json", () => {
  it("lists exactly the paths that are served", async () => {
    const { paths } = await (await ask("/openapi.json")).json<OpenApiDocument>();
    const all = serviceWith(tinyModelBytes(), { METRICS: "on" });
    for (const [path, methods] of Object.entries(paths)) {
      for (const method of Object.keys(methods)) {
        const response = await all(`${path}${method === "get" && path === "/classify" ? "?title=a" : ""}`, {
          method: method.toUpperCase(),
          ...(method === "post" ? { body: '["a"]', headers: { "Content-Type": "application/json" } } : {}),
        });
        expect([path, response.status]).toEqual([path, 200]);
        const [media] = (response.headers.get("Content-Type") ?? "").split(";");
        const described = methods[method]?.responses["200"] as unknown as { content: object };
        expect(Object.keys(described.content)).toContain(media);
      }
    }
  });

  it("states the ranges of query parameters", () => {
    const parameters = openApiDocument(false).paths["/classify"]?.get?.parameters ?? [];
    const schema = (name: string) => parameters.find((parameter) => parameter.name === name)?.schema;
    expect(schema("title")).toEqual({ type: "string" });
    expect(schema("top")).toEqual({ type: "integer", minimum: 1, maximum: 50 });
    expect(schema("min")).toEqual({ type: "number", minimum: 0, maximum: 1 });
    expect(schema("explain")).toEqual({ type: "string", enum: ["0", "1"] });
    expect(parameters.filter(({ required }) => required).map(({ name }) => name)).toEqual(["title"]);
    expect(parameters.find(({ name }) => name === "title")?.description).toContain("10,000 characters");
    for (const { description } of parameters) expect(description).toMatch(/\w/);
  });

  it("describes answers correctly", async () => {
    const described = toJsonSchema(answerSchema);
    expect(described.required).toContain("uncertainty");
    for (const title of ["lego toys", "adult toys", "adult", "xylophone"]) {
      const answer = await (await ask(`/classify?title=${title}`)).json();
      expect(v.parse(v.strictObject(answerSchema.entries), answer)).toEqual(answer);
    }
  });
});

describe("the typed client", () => {
  const client = hc<HedgeApp>("https://hedge.example", {
    fetch: (input: RequestInfo | URL, init?: RequestInit) =>
      ask(String(input).slice("https://hedge.example".length), init),
  });

  it("classifies one title", async () => {
    const response = await client.classify.$get({ query: { title: "lego toys", top: "2" } });
    const { answer, candidates } = await response.json();
    expect(answer?.path).toEqual(["toys games", "building toys"]);
    expect(candidates).toHaveLength(2);
  });

  it("classifies many", async () => {
    const response = await client.classify.$post({ query: {}, json: ["tea", { title: "lego" }] });
    const answers = await response.json();
    const labels = answers.map((one) => ("error" in one ? one.error.detail : one.answer?.label));
    expect(labels).toEqual(["tea", "building toys"]);
  });

  it("knows the other routes", async () => {
    const { classes } = await (await client.taxonomy.$get({ query: {} })).json();
    expect(classes).toHaveLength(6);
    expect((await (await client.model.$get({ query: {} })).json()).draws).toBe(5);
    expect((await (await client.healthz.$get()).json()).status).toBe("ok");
  });
});
