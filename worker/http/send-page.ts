import type { Context } from "hono";
import { pageHeaders } from "./standard-headers.ts";

/** Answers with an HTML page. Browsers revalidate their copy each time, by its entity tag. */
export function sendPage(c: Context, page: string | Promise<string>): Response | Promise<Response> {
  return c.html(page, 200, { ...pageHeaders, "Cache-Control": "no-cache" });
}
