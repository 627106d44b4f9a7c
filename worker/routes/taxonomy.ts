import { sValidator } from "@hono/standard-validator";
import { Hono } from "hono/tiny";
import { pathOf } from "../../shared/tree/taxonomy.ts";
import { rejectInvalidQuery } from "../middleware/reject-invalid-query.ts";
import { classWords } from "../models/class-words.ts";
import { type TaxonomyDocument, taxonomyQuery } from "../schemas/taxonomy.ts";
import type { AppEnv } from "../service/app-env.ts";
import { getModel, type Service } from "../service/service.ts";

/** `GET /taxonomy`: the classes of the model, parents before their children. */
export function taxonomyRoute(service: Service) {
  return new Hono<AppEnv>().get("/", sValidator("query", taxonomyQuery, rejectInvalidQuery), async (c) => {
    const { model: name, words: count = 0 } = c.req.valid("query");
    const { model } = await getModel(c, service, name);
    const words = count > 0 ? classWords(model).words : null;
    const { taxonomy, depths, children, nodeCount } = model.tree;
    const nodes = Array.from({ length: nodeCount - 1 }, (_, k) => k + 1);
    const document: TaxonomyDocument = {
      model: model.hash,
      levels: [...taxonomy.levels],
      classes: [
        ...nodes.map((node) => ({
          path: pathOf(taxonomy, node),
          label: taxonomy.labels[node] ?? "",
          level: depths[node] ?? 0,
          children: children[node]?.length ?? 0,
          ...(words === null ? {} : { words: words[node]?.slice(0, count) ?? [] }),
        })),
        ...(taxonomy.declared ?? []).map((path) => ({
          path: [...path],
          label: path.at(-1) ?? "",
          level: path.length,
          children: 0,
          declared: true as const,
        })),
      ],
    };
    return c.json(document);
  });
}
