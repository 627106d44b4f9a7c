import { expect, test } from "vitest";
import { drawOrder } from "../../../shared/factorised/draw-order.ts";

test("draws of a node are those of the model in an order of the node's own", () => {
  const inOrder = Array.from({ length: 64 }, (_, s) => s);
  expect([...drawOrder(0, 64)]).toEqual(inOrder);
  const orders = [1, 2, 3, 700].map((node) => [...drawOrder(node, 64)]);
  for (const order of orders) expect(order.toSorted((a, b) => a - b)).toEqual(inOrder);
  expect(new Set(orders.map(String)).size).toBe(orders.length);
  expect([...drawOrder(700, 64)]).toEqual(orders[3]);
});

test("orders of two nodes are not correlated", () => {
  // The correlation of 64 random pairs has a standard error of 1/8; 400 of them on average 1/160.
  const correlation = (a: Uint16Array, b: Uint16Array) =>
    a.reduce((sum, s, k) => sum + (s - 31.5) * ((b[k] ?? 0) - 31.5), 0) / 64 / ((64 ** 2 - 1) / 12);
  let total = 0;
  for (let node = 1; node <= 400; node++) {
    const one = correlation(drawOrder(node, 64), drawOrder(node + 1, 64));
    // Beyond 4.5 standard errors once in 150,000 pairs.
    expect(Math.abs(one)).toBeLessThan(4.5 / 8);
    total += one / 400;
  }
  expect(Math.abs(total)).toBeLessThan(4.5 / 160);
});
