import { Hono } from "hono";
import type { AppEnv } from "../app-env.ts";
import { openApiDocument } from "../openapi/document.ts";
import type { Service } from "../service.ts";

/** `GET /openapi.json`: this service for machines. */
export function openApiRoute({ settings }: Service) {
  let document: ReturnType<typeof openApiDocument> | undefined;
  return new Hono<AppEnv>().get("/", (c) => {
    document ??= openApiDocument(settings.apiKeys.length > 0);
    return c.json(document);
  });
}
