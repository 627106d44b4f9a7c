import { beforeAll, describe, expect, test } from "vitest";
import { ensureKernel } from "../../../trainer/kernel/build.ts";
import type { PhasePoint } from "../../../trainer/nuts/mechanics.ts";
import { expectClose } from "../model/gradients.ts";
import { randomParameters } from "../model/problems.ts";
import { innerProduct, pointAt } from "../nuts/integrator-laws.ts";
import { openAdapted, problem } from "./adapted-kernel.ts";
import { variants } from "./open-kernel.ts";

beforeAll(ensureKernel, 120_000);

describe.each(variants)("the U-turn criterion of the %s kernel", (variant) => {
  test("finds a U-turn where one of the six products with M^-1 is not positive", () => {
    const kernel = openAdapted(variant, problem);
    const { mechanics, put, get } = kernel;
    const position = randomParameters(problem, 7);
    const seen = { turning: 0, going: 0 };
    for (let seed = 0; seed < 100; seed++) {
      // All along one direction, some backwards, so that spans of either kind come up.
      const along = randomParameters(problem, 10 * seed + 4);
      const points = [0, 1, 2, 3].map((k) => {
        const share = 2 * mechanics.uniform() - 0.5;
        const own = randomParameters(problem, 10 * seed + k);
        return pointAt(
          kernel,
          position,
          own.map((value, i) => Math.fround(0.2 * value + share * (along[i] ?? 0))),
        );
      }) as [PhasePoint, PhasePoint, PhasePoint, PhasePoint];
      const momenta = points.map(({ momentum }) => get(momentum));
      const sum = (...of: readonly number[]) =>
        position.map((_, i) => Math.fround(of.reduce((total, k) => total + (momenta[k]?.[i] ?? 0), 0)));
      const vector = (values: Float64Array) => {
        const made = mechanics.acquire();
        put(made, values);
        return made;
      };
      const span = (first: 0 | 2, last: 1 | 3) => ({
        first: points[first].momentum,
        last: points[last].momentum,
        total: vector(sum(first, last)),
      });
      const total = mechanics.acquire();
      const turning = mechanics.checkUTurn(span(0, 1), span(2, 3), total);
      expectClose(get(total), sum(0, 1, 2, 3), 1e-6, 1);

      const product = (k: 0 | 1 | 2 | 3, of: Float64Array) =>
        innerProduct(kernel, points[k], momenta[k] ?? new Float64Array(), of);
      const products = [
        ...[product(0, sum(0, 1, 2, 3)), product(3, sum(0, 1, 2, 3))],
        ...[product(0, sum(0, 1, 2)), product(2, sum(0, 1, 2))],
        ...[product(1, sum(1, 2, 3)), product(3, sum(1, 2, 3))],
      ];
      expect(turning).toBe(products.some((value) => value <= 0));
      seen[turning ? "turning" : "going"]++;
    }
    expect(Math.min(seen.turning, seen.going)).toBeGreaterThan(10);
  });
});
