import { Hono } from "hono/tiny";
import { openApiDocument } from "../openapi/document.ts";
import type { AppEnv } from "../service/app-env.ts";
import type { Service } from "../service/service.ts";

/** `GET /openapi.json`: the OpenAPI document. */
export function openApiRoute({ settings }: Service) {
  let document: ReturnType<typeof openApiDocument> | undefined;
  return new Hono<AppEnv>().get("/", (c) => {
    document ??= openApiDocument(settings.apiKeys.length > 0);
    return c.json(document);
  });
}
