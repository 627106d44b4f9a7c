import { describe, expect, test } from "vitest";
import { capClasses, stratifiedSplit } from "../../../bench/accuracy/splits.ts";

const classes = { many: 100, some: 10, one: 1 } as const;
/** Rows of three classes in turns, each with a number of its own. */
const rows = Array.from({ length: 100 }, (_, k) =>
  Object.entries(classes).flatMap(([name, count]) => (k < count ? [{ path: ["top", name], k }] : [])),
).flat();

const count = (part: readonly { readonly path: readonly string[] }[], name: string) =>
  part.filter(({ path }) => path[1] === name).length;

describe("capping classes", () => {
  test("leaves small classes whole and large ones with so many rows, in order, none twice", () => {
    const capped = capClasses(rows, 20, 1);
    expect(Object.keys(classes).map((name) => count(capped, name))).toEqual([20, 10, 1]);
    expect(capped).toEqual(rows.filter((row) => capped.includes(row)));
  });

  test("is random, and the same for the same seed", () => {
    expect(capClasses(rows, 20, 1)).toEqual(capClasses(rows, 20, 1));
    expect(capClasses(rows, 20, 1)).not.toEqual(capClasses(rows, 20, 2));
  });
});

describe("the split within classes", () => {
  test("holds out the share of every class and loses no row", () => {
    const { kept, heldOut } = stratifiedSplit(rows, 0.33, 1);
    expect(Object.keys(classes).map((name) => count(heldOut, name))).toEqual([33, 3, 0]);
    expect(Object.keys(classes).map((name) => count(kept, name))).toEqual([67, 7, 1]);
    expect(new Set([...kept, ...heldOut])).toEqual(new Set(rows));
    expect(kept).toEqual(rows.filter((row) => kept.includes(row)));
  });

  test("takes rows, not titles: of two equal rows one may go each way", () => {
    const twins = [{ path: ["a"] }, { path: ["a"] }];
    const { kept, heldOut } = stratifiedSplit(twins, 0.5, 1);
    expect([kept.length, heldOut.length]).toEqual([1, 1]);
  });

  test("is random, and the same for the same seed", () => {
    expect(stratifiedSplit(rows, 0.33, 1)).toEqual(stratifiedSplit(rows, 0.33, 1));
    expect(stratifiedSplit(rows, 0.33, 1)).not.toEqual(stratifiedSplit(rows, 0.33, 2));
  });
});
