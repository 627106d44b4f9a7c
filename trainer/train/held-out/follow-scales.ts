import { isClearlyLess, meanLoss } from "./held-out-loss.ts";

/** What was tried for one part of a model. */
export type FollowedScales<Part> = {
  readonly part: Part;
  /** Log-losses of titles by scale, in the order in which scales were tried. */
  readonly losses: ReadonlyMap<number, Float64Array>;
  /** The scale of the least loss of those that are clearly better than the usual one, or that. */
  readonly best: number;
};

/**
 * Finds a scale for each part of a model: from the usual one down, or else up, for as long as the
 * mean loss falls.
 *
 * @param candidates ascending, the usual one left out or not
 * @param errors standard errors by which a scale must be better than the usual one
 * @param lossesAt losses of the titles of some parts with a scale, always of the same titles; a
 *   part without any is left out of the result
 */
export function followScales<Part>(
  usual: number,
  candidates: readonly number[],
  errors: number,
  parts: readonly Part[],
  lossesAt: (scale: number, parts: readonly Part[]) => ReadonlyMap<Part, Float64Array>,
): FollowedScales<Part>[] {
  const found = Array.from(lossesAt(usual, parts), ([part, losses]) => {
    return { part, losses: new Map([[usual, losses]]), least: usual };
  });
  const follow = (scales: readonly number[], followed: typeof found): void => {
    const [scale, ...further] = scales;
    if (scale === undefined || followed.length === 0) return;
    const tried = lossesAt(
      scale,
      followed.map(({ part }) => part),
    );
    const better = followed.filter((one) => {
      const losses = tried.get(one.part);
      if (losses === undefined) return false;
      one.losses.set(scale, losses);
      const isBetter = meanLoss(losses) < meanLoss(one.losses.get(one.least));
      if (isBetter) one.least = scale;
      return isBetter;
    });
    follow(further, better);
  };
  follow(candidates.filter((scale) => scale < usual).toReversed(), found);
  follow(
    candidates.filter((scale) => scale > usual),
    found.filter(({ least }) => least === usual),
  );
  return found.map(({ part, losses }) => ({ part, losses, best: clearlyBest(losses, usual, errors) }));
}

function clearlyBest(losses: ReadonlyMap<number, Float64Array>, usual: number, errors: number): number {
  const ofUsual = losses.get(usual) ?? new Float64Array(0);
  const clear = [...losses].filter(([, own]) => isClearlyLess(own, ofUsual, errors));
  const [best] = clear.toSorted(([, a], [, b]) => meanLoss(a) - meanLoss(b));
  return best?.[0] ?? usual;
}

/** What was tried for a part, and what is taken, in a line. */
export function describeScales({ losses, best }: FollowedScales<unknown>): string {
  const means = Array.from(losses, ([scale, own]) => ({ scale, loss: meanLoss(own) }));
  const least = Math.min(...means.map(({ loss }) => loss));
  const said = means.map(({ scale, loss }) => `${round(scale)} ${loss.toFixed(3)}`).join(", ");
  const isLeast = means.some(({ scale, loss }) => scale === best && loss === least);
  const why = isLeast ? "" : ", no better one clearly so";
  return `${round(best)}, by the held-out log-loss (${said} nats${why})`;
}

function round(scale: number): number {
  return Number(scale.toFixed(2));
}
