import type { Context } from "hono";
import type { AppEnv } from "../service/app-env.ts";
import { pageHeaders } from "./standard-headers.ts";

/** Answers with an HTML page. Browsers revalidate their copy each time, by its entity tag. */
export function sendPage(c: Context<AppEnv>, page: string | Promise<string>): Response | Promise<Response> {
  return c.html(page, 200, { ...pageHeaders, "Cache-Control": "no-cache" });
}
