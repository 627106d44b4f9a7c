import { sValidator } from "@hono/standard-validator";
import { Hono } from "hono/tiny";
import type { TrainingDiagnostics } from "../../shared/artifact/model.ts";
import { rejectInvalidQuery } from "../middleware/reject-invalid-query.ts";
import { exampleTitles } from "../models/class-words.ts";
import type { ModelDocument } from "../schemas/model.ts";
import { modelQuery } from "../schemas/model-query.ts";
import type { AppEnv } from "../service/app-env.ts";
import { getModel, type Service } from "../service/service.ts";

/** `GET /model`: the model, its training and the sampler's diagnostics. */
export function modelRoute(service: Service) {
  return new Hono<AppEnv>().get("/", sValidator("query", modelQuery, rejectInvalidQuery), async (c) => {
    const { names } = service.models;
    const name = c.req.valid("query").model ?? names[0];
    const { model } = await getModel(c, service, name);
    const { tree, vocabulary, posterior, training } = model;
    const { diagnostics } = training;
    const document: ModelDocument = {
      name,
      names: [...names],
      hash: model.hash,
      levels: [...tree.taxonomy.levels],
      classes: tree.nodeCount - 1,
      leaves: tree.leaves.length,
      terms: vocabulary.terms.length,
      draws: posterior.draws,
      warning: warningOf(diagnostics),
      examples: [...exampleTitles(model)],
      decision: { ...model.decision },
      training: {
        ...training,
        diagnostics: {
          ...diagnostics,
          reasons: [...diagnostics.reasons],
          maxRHatScales: finite(diagnostics.maxRHatScales),
          minBulkEssScales: finite(diagnostics.minBulkEssScales),
          maxRHat: finite(diagnostics.maxRHat),
          minBulkEss: finite(diagnostics.minBulkEss),
        },
      },
    };
    return c.json(document);
  });
}

/** What somebody who goes by the answers has to know of a model whose sampling is not good. */
function warningOf({ verdict, reasons }: TrainingDiagnostics): string | null {
  if (verdict === "good") return null;
  return [`The sampling of this model is ${verdict}: its probabilities may be off.`, ...reasons].join(" ");
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
