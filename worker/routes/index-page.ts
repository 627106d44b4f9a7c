import type { Context } from "hono";
import { accepts } from "hono/accepts";
import { Hono } from "hono/tiny";
import { sendPage } from "../http/send-page.ts";
import script from "../page/built/client.txt";
import icon from "../page/built/icon.txt";
import page from "../page/built/page.html";
import style from "../page/built/style.txt";
import type { AppEnv } from "../service/app-env.ts";

/** The answer of `GET /` to programs: the other routes. */
const index = {
  service: "hedge",
  about: "Puts a short text into a class taxonomy, as deep as is probable enough.",
  routes: {
    "/classify{?title,top,target,min,explain,tree,model}": "The class of one title; POST takes many",
    "/taxonomy{?words,model}": "The classes, and the words that speak for each",
    "/model{?model}": "The model and how its training went",
    "/healthz": "Whether titles can be answered, and by which model",
    "/openapi.json": "This service for machines",
    "/docs": "This service for people",
    "/problems/{code}": "What a kind of problem means",
  },
  example: "/classify?title=a+text",
};

/** `GET /`: the page for people, the list of routes for programs; and the files of the page. */
export const indexRoute = new Hono<AppEnv>()
  .get("/", (c) => {
    const type = accepts(c, {
      header: "Accept",
      supports: ["application/json", "text/html"],
      default: "application/json",
    });
    c.header("Vary", "Accept", { append: true });
    if (type === "text/html") return sendPage(c, page);
    c.header("Cache-Control", "no-cache");
    return c.json(index);
  })
  .get("/client.js", (c) => file(c, script, "text/javascript; charset=utf-8"))
  .get("/style.css", (c) => file(c, style, "text/css; charset=utf-8"))
  .get("/icon.svg", (c) => file(c, icon, "image/svg+xml"));

/** A file of the page. Browsers revalidate their copy each time, by its entity tag. */
function file(c: Context<AppEnv>, text: string, type: string): Response {
  c.header("Content-Type", type);
  c.header("Cache-Control", "no-cache");
  return c.body(text);
}
