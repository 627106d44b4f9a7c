import { Hono } from "hono";
import type { AppEnv } from "../app-env.ts";

/** `GET /healthz`: 200 with the model's hash when titles can be answered; else the problem document of the reason. */
export const healthzRoute = new Hono<AppEnv>().get("/", async (c) => {
  const { model } = await c.get("currentModel")();
  c.header("Cache-Control", "no-store");
  return c.json({ status: "ok", model: model.hash });
});
