import { shuffle, xorshift32 } from "../numerics/xorshift.ts";

/**
 * Which draw of a node goes with each draw of the model. Draws of two nodes are independent, but
 * nodes with as many children have the same regenerated deviates. A random order for each node,
 * always the same, makes them independent again. The root's draws keep their order.
 */
export function drawOrder(node: number, draws: number): Uint16Array {
  const order = Uint16Array.from({ length: draws }, (_, s) => s);
  if (node === 0) return order;
  const random = xorshift32(Math.imul(node, 0x9e3779b1) | 1);
  for (let s = 0; s < 4; s++) random();
  shuffle(order, random);
  return order;
}
