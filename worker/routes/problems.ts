import { Hono } from "hono/tiny";
import { type ProblemCode, problem, problemKinds } from "../http/problem.ts";
import type { AppEnv } from "../service/app-env.ts";

/** `GET /problems/{code}`: what a kind of problem means, the `type` of problem documents. */
export const problemsRoute = new Hono<AppEnv>().get("/:code", (c) => {
  const code = c.req.param("code");
  if (!isProblemCode(code)) {
    return problem(
      c,
      "not-found",
      `There is no such problem; ask for ${Object.keys(problemKinds).join(", ")}.`,
    );
  }
  return c.json({ type: `/problems/${code}`, ...problemKinds[code] });
});

function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(problemKinds, code);
}
