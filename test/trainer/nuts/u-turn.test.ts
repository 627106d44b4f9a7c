import { describe, expect, test } from "vitest";
import type { Span } from "../../../trainer/nuts/mechanics.ts";
import { openMechanics } from "./open-mechanics.ts";
import { normals } from "./targets.ts";

describe("the U-turn criterion", () => {
  const open = openMechanics(normals([1, 1]));
  const { mechanics, put, get } = open;
  const span = (...momenta: readonly (readonly [number, number])[]): Span => {
    const vector = (values: ArrayLike<number>) => {
      const made = mechanics.acquire();
      put(made, values);
      return made;
    };
    const total = momenta.reduce(([a, b], [c, d]) => [a + c, b + d], [0, 0]);
    return { first: vector(momenta[0] ?? []), last: vector(momenta.at(-1) ?? []), total: vector(total) };
  };
  const turns = (earlier: Span, later: Span) => {
    const total = mechanics.acquire();
    return { turning: mechanics.checkUTurn(earlier, later, total), total: [...get(total)] };
  };

  test("a straight path does not turn, and the totals are added", () => {
    expect(turns(span([1, 0], [1, 0.1]), span([1, 0.2], [1, 0.3]))).toEqual({
      turning: false,
      total: [4, expect.closeTo(0.6, 12)],
    });
  });

  test.each([
    ["the last momentum points back", span([1, 0], [1, 0]), span([1, 0], [-0.1, 0])],
    ["the first momentum points back", span([-0.1, 0], [1, 0]), span([1, 0], [1, 0])],
    [
      "only the join of the earlier half with the next state turns",
      span([1, 0.1], [-3, 0.1]),
      span([1, 0.1], [9, 0.1]),
    ],
    [
      "only the join of the later half with the state before turns",
      span([9, 0.1], [1, 0.1]),
      span([-3, 0.1], [1, 0.1]),
    ],
    ["a momentum is NaN", span([1, 0], [1, 0]), span([1, 0], [Number.NaN, 0])],
  ])("%s", (_, earlier, later) => {
    expect(turns(earlier, later).turning).toBe(true);
  });

  test("a span reversed in time turns if and only if the span does", () => {
    const back = ({ first, last, total }: Span): Span => {
      const flip = (vector: number) => {
        const made = mechanics.acquire();
        put(
          made,
          get(vector).map((value) => -value),
        );
        return made;
      };
      return { first: flip(last), last: flip(first), total: flip(total) };
    };
    let turning = 0;
    for (let k = 0; k < 500; k++) {
      const draw = () => [mechanics.uniform() - 0.2, mechanics.uniform() - 0.5] as const;
      const [earlier, later] = [span(draw(), draw()), span(draw(), draw())];
      const forwards = turns(earlier, later).turning;
      expect(turns(back(later), back(earlier)).turning).toBe(forwards);
      if (forwards) turning++;
    }
    expect(turning).toBeGreaterThan(50);
    expect(turning).toBeLessThan(450);
  });
});
