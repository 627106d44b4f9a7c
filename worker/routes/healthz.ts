import { Hono } from "hono/tiny";
import type { HealthDocument } from "../schemas/model.ts";
import type { AppEnv } from "../service/app-env.ts";
import { getModel, type Service } from "../service/service.ts";

/** `GET /healthz`: 200 with the model's hash when titles can be answered, else the reason. */
export function healthzRoute(service: Service) {
  return new Hono<AppEnv>().get("/", async (c) => {
    const { model } = await getModel(c, service);
    const document: HealthDocument = {
      status: "ok",
      model: model.hash,
      lastFailure: service.models.find()?.lastFailure() ?? null,
    };
    c.header("Cache-Control", "no-store");
    return c.json(document);
  });
}
