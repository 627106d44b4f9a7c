import { Hono } from "hono";
import type { AppEnv } from "../app-env.ts";

/** What `GET /` answers: the way to everything else. */
const index = {
  service: "hedge",
  about: "Puts a short text into a class taxonomy, as deep as can be believed.",
  routes: {
    "/classify{?title,top,target,min,explain,model}": "The class of one title; POST takes up to 1,000",
    "/taxonomy": "The classes",
    "/model": "The model and how its training went",
    "/healthz": "Whether titles can be answered, and by which model",
    "/openapi.json": "This service for machines",
    "/docs": "This service for people",
    "/problems/{code}": "What a kind of problem means",
  },
  example: "/classify?title=lego+castle",
};

/** `GET /`: the page for people, the list of routes for programs. */
export const indexRoute = new Hono<AppEnv>().get("/", (c) => c.json(index));
