/**
 * The tree of multinomial NUTS (Betancourt 2017, arXiv:1701.02434, appendix A). It knows nothing of
 * the dynamics. It asks a trajectory to step, to join the spans of neighbouring states, and whether
 * the joined span makes a U-turn.
 */

/** +1 is forwards in time, -1 backwards. */
export type Direction = 1 | -1;

/**
 * What the tree needs of a Hamiltonian trajectory. States, spans and draws are owned: each is
 * released exactly once. A trajectory can step on from a state. A draw can only be returned, so it
 * needs less memory: a tree has a draw at every level, and states only at its two ends.
 */
export type Trajectory<State, Span, Draw> = {
  /** The next state in a direction. Does not take over the state. */
  step(from: State, direction: Direction): State;
  /** Log of a state's multinomial weight, the origin's being 1: minus its energy error. */
  logWeight(state: State): number;
  /** Energy of a state less that of the origin. */
  energyError(state: State): number;
  /** Whether the energy error is so large that the integrator has diverged. */
  isDivergent(state: State): boolean;
  /** The span of one state. Does not take over the state. */
  spanOf(state: State): Span;
  /** The draw of one state. Does not take over the state. */
  drawOf(state: State): Draw;
  /** Joins two neighbouring spans, takes both over, and checks the whole for a U-turn. */
  join(earlier: Span, later: Span): { readonly span: Span; readonly turning: boolean };
  /**
   * One of two draws: `other` with probability exp(min(0, logProbability)), else `kept`. Takes
   * both over. It is the only random choice inside a tree. A test can replace draws by whole
   * distributions here.
   */
  choose(kept: Draw, other: Draw, logProbability: number): Draw;
  /** One more owner for a state. */
  share(state: State): State;
  release(state: State): void;
  releaseSpan(span: Span): void;
  releaseDraw(draw: Draw): void;
};

/** Why a tree stopped growing. */
export type TreeEnd =
  | { readonly kind: "turning" }
  | { readonly kind: "divergent"; readonly energyError: number }
  | { readonly kind: "max-depth" };

/** A finished transition. The caller owns `proposal`. */
export type Transition<Draw> = {
  readonly proposal: Draw;
  readonly end: TreeEnd;
  /** Doublings that were completed or tried. */
  readonly depth: number;
  /** States visited besides the origin: the number of gradients. */
  readonly steps: number;
  /** Mean over the visited states of min(1, exp(-energy error)), which dual averaging adapts. */
  readonly acceptance: number;
};

/** A subtree: its end far from the origin, a draw from it, its span and its log weight. */
type Subtree<State, Span, Draw> = { end: State; proposal: Draw; span: Span; logWeight: number };

type Failure = { readonly kind: "turning" } | { readonly kind: "divergent"; readonly energyError: number };

type Tally = { steps: number; acceptance: number };

/**
 * Grows a tree by doubling from `origin` and draws the next state from it. Sampling is multinomial
 * inside a subtree and biased towards the newer subtree between doublings. Takes over `origin`.
 *
 * @param directions random bits: bit d says whether doubling d goes forwards
 */
export function growTree<State, Span, Draw>(
  trajectory: Trajectory<State, Span, Draw>,
  origin: State,
  maxDepth: number,
  directions: number,
): Transition<Draw> {
  const tally: Tally = { steps: 0, acceptance: 0 };
  let proposal = trajectory.drawOf(origin);
  let span = trajectory.spanOf(origin);
  let [earliest, latest] = [trajectory.share(origin), origin];
  let logWeight = 0;
  let end: TreeEnd | null = null;
  let depth = 0;

  while (depth < maxDepth && end === null) {
    const direction: Direction = (directions >> depth) & 1 ? 1 : -1;
    const [from, other] = direction === 1 ? [latest, earliest] : [earliest, latest];
    const grown = growSubtree(trajectory, from, direction, depth, tally);
    depth++;
    if ("kind" in grown) {
      trajectory.release(other);
      trajectory.releaseSpan(span);
      return finished(proposal, grown, depth, tally);
    }
    [earliest, latest] = direction === 1 ? [other, grown.end] : [grown.end, other];

    proposal = trajectory.choose(proposal, grown.proposal, grown.logWeight - logWeight);
    logWeight = logAddExp(logWeight, grown.logWeight);

    const joined = direction === 1 ? trajectory.join(span, grown.span) : trajectory.join(grown.span, span);
    span = joined.span;
    if (joined.turning) end = { kind: "turning" };
  }

  trajectory.release(earliest);
  trajectory.release(latest);
  trajectory.releaseSpan(span);
  return finished(proposal, end ?? { kind: "max-depth" }, depth, tally);
}

function finished<Draw>(
  proposal: Draw,
  end: TreeEnd,
  depth: number,
  { steps, acceptance }: Tally,
): Transition<Draw> {
  return { proposal, end, depth, steps, acceptance: acceptance / Math.max(1, steps) };
}

/**
 * Builds 2^depth states onwards from `from`, which it takes over. After a failure there is nothing
 * left to release.
 */
function growSubtree<State, Span, Draw>(
  trajectory: Trajectory<State, Span, Draw>,
  from: State,
  direction: Direction,
  depth: number,
  tally: Tally,
): Subtree<State, Span, Draw> | Failure {
  if (depth === 0) {
    const state = trajectory.step(from, direction);
    trajectory.release(from);
    const logWeight = trajectory.logWeight(state);
    tally.steps++;
    tally.acceptance += Math.exp(Math.min(0, -trajectory.energyError(state))) || 0;
    if (trajectory.isDivergent(state)) {
      const energyError = trajectory.energyError(state);
      trajectory.release(state);
      return { kind: "divergent", energyError };
    }
    return { end: state, proposal: trajectory.drawOf(state), span: trajectory.spanOf(state), logWeight };
  }

  const near = growSubtree(trajectory, from, direction, depth - 1, tally);
  if ("kind" in near) return near;
  const far = growSubtree(trajectory, near.end, direction, depth - 1, tally);
  if ("kind" in far) {
    trajectory.releaseDraw(near.proposal);
    trajectory.releaseSpan(near.span);
    return far;
  }

  const logWeight = logAddExp(near.logWeight, far.logWeight);
  const proposal = trajectory.choose(near.proposal, far.proposal, far.logWeight - logWeight);
  const { span, turning } =
    direction === 1 ? trajectory.join(near.span, far.span) : trajectory.join(far.span, near.span);
  if (turning) {
    trajectory.release(far.end);
    trajectory.releaseDraw(proposal);
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
