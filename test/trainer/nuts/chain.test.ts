import { describe, expect, test } from "vitest";
import { startChain } from "../../../trainer/nuts/chain.ts";
import type { Mechanics, Vector } from "../../../trainer/nuts/mechanics.ts";
import { defaultNutsOptions } from "../../../trainer/nuts/options.ts";
import { seedStream } from "../../../trainer/nuts/random.ts";
import { fitToTurningTime } from "../../../trainer/nuts/step-size.ts";
import { targetMechanics } from "../../../trainer/nuts/target-mechanics.ts";
import { coupled, normals } from "./targets.ts";

describe("a chain", () => {
  const options = { ...defaultNutsOptions, warmup: 60 };

  test.each([0, 1, 5, 25, 59, 60, 80])(
    "goes on from its state after %i iterations with the same draws",
    (stopAt) => {
      const first = targetMechanics(coupled, seedStream(4, 0));
      const whole = startChain(first, options);
      for (let k = 0; k < stopAt; k++) whole.advance();
      const state = structuredClone(whole.state());

      const second = targetMechanics(coupled, seedStream(99, 99));
      const rest = startChain(second, options, state);
      expect(rest.done()).toBe(stopAt);
      for (let k = 0; k < 40; k++) {
        const [a, b] = [whole.advance(), rest.advance()];
        expect(b.iteration).toEqual(a.iteration);
        expect(second.read(b.position.q)).toEqual(first.read(a.position.q));
        expect(second.read(b.position.gradient)).toEqual(first.read(a.position.gradient));
      }
    },
  );

  test.each([options, { ...options, unadjusted: true, turningTime: Math.PI, firstStepSize: 0.3 }])(
    "holds as many vectors after an iteration as before: position and gradient",
    (used) => {
      const mechanics = targetMechanics(coupled, seedStream(4, 0));
      const owners = new Map<Vector, number>();
      const add = (vector: Vector, by: number) => {
        const left = (owners.get(vector) ?? 0) + by;
        if (left === 0) owners.delete(vector);
        else owners.set(vector, left);
        return vector;
      };
      const counting: Mechanics = {
        ...mechanics,
        acquire: () => add(mechanics.acquire(), 1),
        retain: (vector) => add(mechanics.retain(vector), 1),
        release: (vector) => mechanics.release(add(vector, -1)),
      };
      const chain = startChain(counting, used);
      for (let k = 0; k < 120; k++) {
        const { position } = chain.advance();
        expect(owners).toEqual(
          new Map([
            [position.q, 1],
            [position.gradient, 1],
          ]),
        );
      }
    },
  );

  test("trees in warm-up have their own greatest depth; then the step size fits the turning time", () => {
    const turningTime = Math.PI;
    const run = (more: Partial<typeof options>) => {
      const mechanics = targetMechanics(normals(new Array(50).fill(1)), seedStream(4, 0));
      const chain = startChain(mechanics, { ...options, warmup: 60, ...more });
      const iterations = Array.from({ length: 100 }, () => chain.advance().iteration);
      return {
        warmUpDepths: iterations.slice(0, 60).map(({ depth }) => depth),
        depths: iterations.slice(60).map(({ depth }) => depth),
        stepSize: iterations.at(-1)?.stepSize ?? Number.NaN,
      };
    };
    // At a target of 0.99 trees take three doublings, at the first step sizes more.
    const careful = { ...options.stepSize, target: 0.99 };
    const free = run({ stepSize: careful });
    const fitted = run({ stepSize: careful, warmUpMaxDepth: 2, turningTime });
    expect(Math.max(...free.warmUpDepths)).toBeGreaterThan(2);
    expect(Math.max(...fitted.warmUpDepths)).toBe(2);
    expect(Math.max(...fitted.depths)).toBeGreaterThan(2);
    // A turning time that is a tenth more than seven steps take asks for longer steps.
    const long = (7 * free.stepSize * 1.1) / 1.08;
    const longer = run({ stepSize: careful, turningTime: long });
    expect(longer.stepSize / free.stepSize).toBeCloseTo(1.1, 9);
    expect(fitToTurningTime(fitted.stepSize, turningTime)).toBe(fitted.stepSize);
  });

  test("without a Metropolis correction, a divergence in warm-up halves the step size, and no other does", () => {
    const mechanics = targetMechanics(normals([0.1]), seedStream(4, 0));
    const nuts = { ...options, warmup: 10, unadjusted: true, turningTime: Math.PI, firstStepSize: 4 };
    const chain = startChain(mechanics, { ...nuts, startRadius: 0.1 });
    const iterations = Array.from({ length: 30 }, () => chain.advance().iteration);
    iterations.slice(1, 10).forEach(({ stepSize }, k) => {
      const before = iterations[k];
      const factor = before?.end.kind === "divergent" ? 0.5 : 1;
      expect(stepSize / (before?.stepSize ?? 0)).toBeCloseTo(factor, 9);
    });
    expect(iterations[0]?.end.kind).toBe("divergent");
    expect(new Set(iterations.slice(10).map(({ stepSize }) => stepSize)).size).toBe(1);
    expect(() => startChain(mechanics, { ...options, unadjusted: true })).toThrow("turningTime");
  });

  test("given starts are tried like random ones, and their vectors are released", () => {
    const mechanics = targetMechanics(normals([1]), seedStream(1, 0));
    let tries = 0;
    const startAfter = (bad: number) => () => {
      const logDensity = ++tries > bad ? 0 : Number.NaN;
      return { q: mechanics.acquire(), gradient: mechanics.acquire(), logDensity };
    };
    expect(() => startChain(mechanics, { ...options, start: startAfter(100) })).toThrow(
      /not finite at any of 100 starts that it was given/,
    );
    expect(tries).toBe(100);
    expect(mechanics.acquire()).toBeLessThan(2);
    tries = 0;
    expect(() => startChain(mechanics, { ...options, start: startAfter(99) })).not.toThrow();
    expect(tries).toBe(100);
  });
});
