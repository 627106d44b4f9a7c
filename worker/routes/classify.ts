import { sValidator } from "@hono/standard-validator";
import { Hono } from "hono";
import type { AppEnv } from "../app-env.ts";
import { problem } from "../problem.ts";
import { classifyQuery } from "../queries/classify-query.ts";
import { requireUtf8Query } from "../queries/utf8-query.ts";

/** `GET /classify?title=...`: the `Answer` to one title. */
export const classifyRoute = new Hono<AppEnv>().get(
  "/",
  requireUtf8Query,
  sValidator("query", classifyQuery, (result, c) => {
    if (result.success) return undefined;
    return problem(c, "invalid-query", result.error.map((issue) => issue.message).join(" "));
  }),
  async (c) => {
    const { title, top } = c.req.valid("query");
    const { classify } = await c.get("currentModel")();
    return c.json(classify(title, top));
  },
);
