import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { entropy, softmaxInPlace } from "../../../shared/predictive/softmax.ts";

const logits = fc.array(fc.double({ min: -1e300, max: 1e300, noNaN: true }), { minLength: 1, maxLength: 20 });

describe("softmaxInPlace", () => {
  it("agrees with the formula", () => {
    const z = Float64Array.of(0, Math.log(2), Math.log(5));
    expect(softmaxInPlace(z, 0, 3)).toBeCloseTo(Math.log(8), 12);
    [1 / 8, 2 / 8, 5 / 8].forEach((p, c) => {
      expect(z[c]).toBeCloseTo(p, 12);
    });
  });

  it("changes its own range only", () => {
    const z = Float64Array.of(7, 1, 1, 7);
    softmaxInPlace(z, 1, 2);
    expect([...z]).toEqual([7, 0.5, 0.5, 7]);
  });

  it("gives probabilities that sum to 1 for any finite logits", () => {
    fc.assert(
      fc.property(logits, (values) => {
        const p = Float64Array.from(values);
        expect(softmaxInPlace(p, 0, p.length)).toBeGreaterThanOrEqual(Math.max(...values));
        expect(p.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
        expect(p.every((share) => share >= 0 && share <= 1)).toBe(true);
      }),
      { seed: 1 },
    );
  });

  it("is invariant to a constant added to all logits", () => {
    const a = Float64Array.of(1, 2, 3);
    const b = Float64Array.of(1001, 1002, 1003);
    expect(softmaxInPlace(b, 0, 3) - softmaxInPlace(a, 0, 3)).toBeCloseTo(1000, 9);
    a.forEach((p, c) => {
      expect(b[c]).toBeCloseTo(p, 12);
    });
  });
});

describe("entropy", () => {
  it("is ln C for the uniform distribution and 0 for certainty", () => {
    expect(entropy(new Float64Array(8).fill(1 / 8), 0, 8)).toBeCloseTo(Math.log(8), 12);
    expect(entropy(Float64Array.of(0, 1, 0), 0, 3)).toBe(0);
  });

  it("lies between 0 and ln C", () => {
    fc.assert(
      fc.property(logits, (values) => {
        const p = Float64Array.from(values);
        softmaxInPlace(p, 0, p.length);
        const nats = entropy(p, 0, p.length);
        expect(nats).toBeGreaterThanOrEqual(0);
        expect(nats).toBeLessThanOrEqual(Math.log(p.length) + 1e-9);
      }),
      { seed: 1 },
    );
  });
});
