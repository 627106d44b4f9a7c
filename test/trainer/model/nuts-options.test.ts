import { expect, test } from "vitest";
import { mostExact, nodeNutsOptions } from "../../../trainer/model/nuts-options.ts";
import type { Problem } from "../../../trainer/model/problem.ts";
import { randomProblem, trees } from "./problems.ts";

/** A problem of fixed scales with so many coefficients or a few more. */
function problemOf(coefficients: number): Problem {
  const problem = randomProblem({ tree: trees["depth 3"] });
  const features = Math.ceil(coefficients / (problem.tree.nodeCount - 1));
  const scalePriors = problem.scalePriors.map(() => ({ kind: "fixed", value: 1 }) as const);
  return { ...problem, scalePriors, design: { ...problem.design, features } };
}

test("chains of nodes are adjusted up to some million coefficients, and beyond them where that is asked for", () => {
  expect(nodeNutsOptions(problemOf(mostExact / 2), 20, {}).unadjusted).toBeUndefined();
  const large = problemOf(mostExact + 1);
  expect(nodeNutsOptions(large, 20, {})).toMatchObject({ unadjusted: Number.POSITIVE_INFINITY });
  expect(nodeNutsOptions(large, 200, { exact: true })).toMatchObject({ unadjusted: 10 });
  expect(nodeNutsOptions(large, 5, { exact: true })).toMatchObject({ unadjusted: 2 });
  const learned = { ...large, scalePriors: randomProblem({ tree: trees["depth 3"] }).scalePriors };
  expect(nodeNutsOptions(learned, 20, {}).unadjusted).toBeUndefined();
});
