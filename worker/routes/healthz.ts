import { Hono } from "hono";
import type { AppEnv } from "../app-env.ts";
import type { HealthDocument } from "../schemas/model.ts";
import { modelNamed, type Service } from "../service.ts";

/** `GET /healthz`: 200 with the model's hash when titles can be answered; else the problem document of the reason. */
export function healthzRoute(service: Service) {
  return new Hono<AppEnv>().get("/", async (c) => {
    const { model } = await modelNamed(c, service);
    const document: HealthDocument = {
      status: "ok",
      model: model.hash,
      lastFailure: service.models.find()?.lastFailure() ?? null,
    };
    c.header("Cache-Control", "no-store");
    return c.json(document);
  });
}
