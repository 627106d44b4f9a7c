import { expect, test } from "vitest";
import type { Backend } from "../../../trainer/model/backend.ts";
import {
  modelNutsOptions,
  mostExact,
  type SamplerRequest,
  trainNutsOptions,
} from "../../../trainer/model/nuts-options.ts";
import type { Problem } from "../../../trainer/model/problem.ts";
import { randomProblem, trees } from "./problems.ts";

/** A problem of fixed scales with so many coefficients or a few more. */
function problemOf(coefficients: number): Problem {
  const problem = randomProblem({ tree: trees["depth 3"] });
  const features = Math.ceil(coefficients / (problem.tree.nodeCount - 1));
  const scalePriors = problem.scalePriors.map(() => ({ kind: "fixed", value: 1 }) as const);
  return { ...problem, scalePriors, design: { ...problem.design, features } };
}

test("draws are approximate with very many coefficients, unless they are to be exact", () => {
  const options = (problem: Problem, request: SamplerRequest = {}, backend: Backend = "kernel") =>
    trainNutsOptions(problem, 20, backend, request, "node");
  expect(options(problemOf(mostExact.node / 2)).unadjusted).toBeUndefined();
  const large = problemOf(mostExact.node + 1);
  expect(options(large)).toMatchObject({ unadjusted: true, firstStepSize: expect.closeTo(0.226, 3) });
  expect(options(large, { exact: true })).toEqual(modelNutsOptions(large, 20));
  expect(options(large, { targetAcceptance: 0.9 }).unadjusted).toBeUndefined();
  expect(options(large, {}, "double").unadjusted).toBeUndefined();
  expect(trainNutsOptions(large, 20, "kernel", {}, "flat").unadjusted).toBeUndefined();
  const learned = { ...large, scalePriors: randomProblem({ tree: trees["depth 3"] }).scalePriors };
  expect(options(learned).unadjusted).toBeUndefined();
  expect(options({ ...large, noise: true }).unadjusted).toBeUndefined();
});
