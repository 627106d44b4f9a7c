import { Hono } from "hono/tiny";
import { openApiText } from "../openapi/text.ts";
import type { AppEnv } from "../service/app-env.ts";
import type { Service } from "../service/service.ts";

/** `GET /openapi.json`: the OpenAPI document. */
export function openApiRoute({ settings }: Service) {
  const text = openApiText(settings.apiKeys.length > 0);
  return new Hono<AppEnv>().get("/", (c) => c.body(text, 200, { "Content-Type": "application/json" }));
}
