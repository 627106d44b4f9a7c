/**
 * The arithmetic of Hamiltonian dynamics: the Hamiltonian, its integrator and metric, and the
 * random numbers. The sampler refers to vectors by number and never looks inside. So the same
 * sampler runs on double-precision arrays (`target-mechanics.ts`) and on WebAssembly memory.
 */

/**
 * A vector as long as the dimension, referred to by number. Owners are counted: `acquire` and
 * `retain` add an owner, `release` takes one away.
 */
export type Vector = number;

/** A position, with the log density and its gradient there. */
export type Position = { readonly q: Vector; readonly gradient: Vector; readonly logDensity: number };

/** A point in phase space. */
export type PhasePoint = Position & { readonly momentum: Vector; readonly kinetic: number };

/** What the U-turn check needs of a part of a trajectory: the momenta at its ends and their sum. */
export type Span = { readonly first: Vector; readonly last: Vector; readonly total: Vector };

/** The state of the mechanics, from which a chain goes on exactly where it stopped. */
export type MechanicsSnapshot = {
  readonly position: Uint8Array;
  readonly inverseMass: Uint8Array;
  readonly moments: readonly Uint8Array[];
  readonly observed: number;
  readonly random: Uint8Array;
};

/** The dynamics of one chain: see above. */
export type Mechanics = {
  readonly dimension: number;
  acquire(): Vector;
  retain(vector: Vector): Vector;
  release(vector: Vector): void;

  /** Draws a start: uniform in [-radius, radius] for every coordinate. */
  drawStart(q: Vector, radius: number): void;
  /** Writes the gradient at `q` and returns the log density there. */
  evaluate(q: Vector, gradient: Vector): number;
  /** Squared Euclidean length of a vector. It is finite only if every component is. */
  squaredLength(vector: Vector): number;
  /** Draws a momentum from Normal(0, M) and returns its kinetic energy. */
  refreshMomentum(momentum: Vector): number;
  /**
   * Makes one leapfrog step of size `step` (negative: backwards). Writes the new point into three
   * acquired vectors, which may be those of `from`, and returns it.
   */
  leapfrog(from: PhasePoint, step: number, q: Vector, momentum: Vector, gradient: Vector): PhasePoint;
  /**
   * Whether two neighbouring spans, joined, make a U-turn (see `u-turn.ts`). Writes the sum of
   * their totals to `total`.
   */
  checkUTurn(earlier: Span, later: Span, total: Vector): boolean;

  /** Makes the first guess of the metric, at the start. */
  initialiseMetric(position: Position): void;
  /** Adds a position and its gradient to the running moments. */
  observe(position: Position): void;
  /** Computes a new metric from the running moments and the position of the chain. */
  updateMetric(position: Position): void;
  /** Clears the running moments. */
  resetMoments(): void;

  /** A uniform number in [0, 1). */
  uniform(): number;
  /** 32 random bits. */
  randomBits(): number;

  snapshot(position: Position): MechanicsSnapshot;
  /** Restores a snapshot and returns its position, evaluated again. */
  restore(snapshot: MechanicsSnapshot): Position;
};
