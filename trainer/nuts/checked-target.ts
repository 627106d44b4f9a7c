import type { Target } from "./target.ts";

/**
 * Marks components that a target has not written. It is so large that adding to it, in place of
 * setting it, does not change it.
 */
const unwritten = 1.2345678901234567e300;

/**
 * Wraps a target so that its gradient is checked at the first finite log density.
 *
 * @throws RangeError (on evaluation) when the target writes less or more than the whole gradient
 */
export function checkedTarget(target: Target): Target {
  const { dimension } = target;
  let isChecked = false;
  return {
    dimension,
    logDensityAndGradient: (position, gradient) => {
      if (isChecked) return target.logDensityAndGradient(position, gradient);
      gradient.fill(unwritten);
      const logDensity = evaluateFirst(target, position, gradient);
      if (!Number.isFinite(logDensity)) return logDensity;
      const missing = gradient.indexOf(unwritten);
      if (missing >= 0) {
        throw new RangeError(
          `The target did not set component ${missing} of its gradient, which has length ${dimension}; ` +
            "it must set every component, not add to it, at every evaluation.",
        );
      }
      isChecked = true;
      return logDensity;
    },
  };
}

/**
 * Explains the RangeError of `gradient.set` with an array that is too long: its own message does
 * not say what is wrong.
 */
function evaluateFirst(target: Target, position: Float64Array, gradient: Float64Array): number {
  try {
    return target.logDensityAndGradient(position, gradient);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new RangeError(
      `The target failed (${cause.message}); position and gradient have length ${target.dimension}, and it must write no more.`,
      { cause },
    );
  }
}
