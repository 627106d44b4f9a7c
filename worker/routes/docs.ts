import { Hono } from "hono";
import { pageHeaders } from "../http/page-headers.ts";
import { docsPage } from "../openapi/docs-page.ts";
import { openApiDocument } from "../openapi/document.ts";
import type { AppEnv } from "../service/app-env.ts";
import type { Service } from "../service/service.ts";

/** `GET /docs`: the API reference as a page. */
export function docsRoute({ settings }: Service) {
  return new Hono<AppEnv>().get("/", pageHeaders, (c) => {
    c.header("Cache-Control", "no-cache");
    return c.html(docsPage(openApiDocument(settings.apiKeys.length > 0)));
  });
}
