/**
 * Which draw of a node goes with each draw of the model. Draws of two nodes are independent, but
 * nodes with as many children have the same regenerated deviates. A random order for each node,
 * always the same, makes them independent again. The root's draws keep their order.
 */
export function drawOrder(node: number, draws: number): Uint16Array {
  const order = Uint16Array.from({ length: draws }, (_, s) => s);
  if (node === 0) return order;
  let state = Math.imul(node, 0x9e3779b1) | 1;
  // xorshift32, Marsaglia 2003.
  const random = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  for (let s = 0; s < 4; s++) random();
  for (let s = draws - 1; s > 0; s--) {
    const other = random() % (s + 1);
    const swapped = order[s] ?? 0;
    order[s] = order[other] ?? 0;
    order[other] = swapped;
  }
  return order;
}
