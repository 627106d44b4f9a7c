import { Hono } from "hono/tiny";
import { sendPage } from "../http/send-page.ts";
import { docsPage } from "../openapi/docs-page.ts";
import { openApiText } from "../openapi/text.ts";
import type { AppEnv } from "../service/app-env.ts";
import type { Service } from "../service/service.ts";

/** `GET /docs`: the API reference as a page. */
export function docsRoute({ settings }: Service) {
  return new Hono<AppEnv>().get("/", (c) =>
    sendPage(c, docsPage(JSON.parse(openApiText(settings.apiKeys.length > 0)))),
  );
}
