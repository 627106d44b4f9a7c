/**
 * The multinomial NUTS tree, ignorant of physics: it asks a trajectory to step, to summarise a stretch of states, to
 * say whether two neighbouring stretches turn back on themselves. Betancourt 2017 (arXiv:1701.02434), appendix A.
 */

/** +1 is forwards in time, -1 backwards. */
export type Direction = 1 | -1;

/** What the tree needs of a Hamiltonian trajectory. States and spans are owned: each is released exactly once. */
export type Trajectory<State, Span> = {
  /** The next state in a direction. */
  step(from: State, direction: Direction): State;
  /** Log of a state's multinomial weight relative to the origin's: minus its energy error. */
  logWeight(state: State): number;
  /** Whether the integrator has left the level set for good. */
  isDivergent(state: State): boolean;
  /** The span of one state. Does not take over the state. */
  spanOf(state: State): Span;
  /** Joins two neighbouring spans, `earlier` first in time, takes both over, and says whether the whole turns. */
  join(earlier: Span, later: Span): { readonly span: Span; readonly turning: boolean };
  /**
   * One of two states: `other` with probability exp(min(0, logProbability)), else `kept`. Takes both over. The only source of
   * chance inside a tree, and here so that a test can carry whole distributions where a sampler carries a draw.
   */
  choose(kept: State, other: State, logProbability: number): State;
  /** One more owner for a state. */
  share(state: State): State;
  release(state: State): void;
  releaseSpan(span: Span): void;
};

/** Why a tree stopped growing. */
export type TreeEnd =
  | { readonly kind: "turning" }
  | { readonly kind: "divergent"; readonly energyError: number }
  | { readonly kind: "max-depth" };

/** A finished transition. The caller owns `proposal`. */
export type Transition<State> = {
  readonly proposal: State;
  readonly end: TreeEnd;
  /** Doublings that were completed or tried. */
  readonly depth: number;
  /** States visited besides the origin: the number of gradients. */
  readonly steps: number;
  /** Mean over the visited states of min(1, weight): what dual averaging steers. */
  readonly acceptance: number;
};

/** A subtree: its far end from the origin, a state drawn from it, what it weighs. */
type Subtree<State, Span> = { end: State; proposal: State; span: Span; logWeight: number };

type Failure = { readonly kind: "turning" } | { readonly kind: "divergent"; readonly energyError: number };

type Tally = { steps: number; acceptance: number };

/**
 * Grows a tree by doubling from `origin` and draws the next state from it: multinomial inside a subtree, biased towards the
 * newer subtree between doublings. Does not take over `origin`.
 *
 * @param directions random bits: bit d says whether doubling d goes forwards
 */
export function growTree<State, Span>(
  trajectory: Trajectory<State, Span>,
  origin: State,
  maxDepth: number,
  directions: number,
): Transition<State> {
  const tally: Tally = { steps: 0, acceptance: 0 };
  let proposal = trajectory.share(origin);
  const ends = { earliest: trajectory.share(origin), latest: trajectory.share(origin) };
  let span = trajectory.spanOf(origin);
  let logWeight = 0;
  let end: TreeEnd = { kind: "max-depth" };
  let depth = 0;

  while (depth < maxDepth) {
    const direction: Direction = (directions >> depth) & 1 ? 1 : -1;
    const from = direction === 1 ? ends.latest : ends.earliest;
    const grown = growSubtree(trajectory, from, direction, depth, tally);
    depth++;
    if ("kind" in grown) {
      end = grown;
      break;
    }
    trajectory.release(from);
    if (direction === 1) ends.latest = grown.end;
    else ends.earliest = grown.end;

    proposal = trajectory.choose(proposal, grown.proposal, grown.logWeight - logWeight);
    logWeight = logAddExp(logWeight, grown.logWeight);

    const joined = direction === 1 ? trajectory.join(span, grown.span) : trajectory.join(grown.span, span);
    span = joined.span;
    if (joined.turning) {
      end = { kind: "turning" };
      break;
    }
  }

  trajectory.release(ends.earliest);
  trajectory.release(ends.latest);
  trajectory.releaseSpan(span);
  return {
    proposal,
    end,
    depth,
    steps: tally.steps,
    acceptance: tally.acceptance / Math.max(1, tally.steps),
  };
}

/** Builds 2^depth states onwards from `from`, which stays the caller's. A failure leaves nothing to release. */
function growSubtree<State, Span>(
  trajectory: Trajectory<State, Span>,
  from: State,
  direction: Direction,
  depth: number,
  tally: Tally,
): Subtree<State, Span> | Failure {
  if (depth === 0) {
    const state = trajectory.step(from, direction);
    const logWeight = trajectory.logWeight(state);
    tally.steps++;
    tally.acceptance += Math.exp(Math.min(0, logWeight)) || 0;
    if (trajectory.isDivergent(state)) {
      trajectory.release(state);
      return { kind: "divergent", energyError: -logWeight };
    }
    return { end: state, proposal: trajectory.share(state), span: trajectory.spanOf(state), logWeight };
  }

  const near = growSubtree(trajectory, from, direction, depth - 1, tally);
  if ("kind" in near) return near;
  const far = growSubtree(trajectory, near.end, direction, depth - 1, tally);
  trajectory.release(near.end);
  if ("kind" in far) {
    trajectory.release(near.proposal);
    trajectory.releaseSpan(near.span);
    return far;
  }

  const logWeight = logAddExp(near.logWeight, far.logWeight);
  const proposal = trajectory.choose(near.proposal, far.proposal, far.logWeight - logWeight);
  const { span, turning } =
    direction === 1 ? trajectory.join(near.span, far.span) : trajectory.join(far.span, near.span);
  if (turning) {
    trajectory.release(far.end);
    trajectory.release(proposal);
    trajectory.releaseSpan(span);
    return { kind: "turning" };
  }
  return { end: far.end, proposal, span, logWeight };
}

/** ln(e^a + e^b), stable. */
function logAddExp(a: number, b: number): number {
  const top = Math.max(a, b);
  return top === Number.NEGATIVE_INFINITY ? top : top + Math.log1p(Math.exp(Math.min(a, b) - top));
}
