/** What was tried for one part of a model. */
export type FollowedScales<Part> = {
  readonly part: Part;
  /** Log-losses by scale, in the order in which they were tried. */
  readonly losses: ReadonlyMap<number, number>;
  /** The scale of the least loss. */
  readonly best: number;
};

/**
 * Finds the scale of the least loss for each part of a model: from the usual one down, or else up,
 * for as long as the loss falls.
 *
 * @param candidates ascending, the usual one left out or not
 * @param lossesAt losses of some parts with a scale; a part without one is left out of the result
 */
export function followScales<Part>(
  usual: number,
  candidates: readonly number[],
  parts: readonly Part[],
  lossesAt: (scale: number, parts: readonly Part[]) => ReadonlyMap<Part, number>,
): FollowedScales<Part>[] {
  const found = Array.from(lossesAt(usual, parts), ([part, loss]) => {
    return { part, losses: new Map([[usual, loss]]), best: usual };
  });
  const follow = (scales: readonly number[], followed: typeof found): void => {
    const [scale, ...further] = scales;
    if (scale === undefined || followed.length === 0) return;
    const losses = lossesAt(
      scale,
      followed.map(({ part }) => part),
    );
    const better = followed.filter((one) => {
      const loss = losses.get(one.part) ?? Number.POSITIVE_INFINITY;
      one.losses.set(scale, loss);
      const isBetter = loss < (one.losses.get(one.best) ?? 0);
      if (isBetter) one.best = scale;
      return isBetter;
    });
    follow(further, better);
  };
  follow(candidates.filter((scale) => scale < usual).toReversed(), found);
  follow(
    candidates.filter((scale) => scale > usual),
    found.filter(({ best }) => best === usual),
  );
  return found;
}
