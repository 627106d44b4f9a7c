/**
 * Where the arithmetic of Hamiltonian dynamics happens. The sampler holds vectors by number and never looks inside, so the same
 * sampler runs on double-precision arrays (`target-mechanics.ts`) and on WebAssembly memory.
 */

/** A vector of the dimension, held by number. Counted: `acquire` and `retain` add an owner, `release` takes one away. */
export type Vector = number;

/** Position and gradient of the log density there; what a chain is between two draws. */
export type Position = { readonly q: Vector; readonly gradient: Vector; readonly logDensity: number };

/** A point in phase space. */
export type PhasePoint = Position & { readonly momentum: Vector; readonly kinetic: number };

/** What a stretch of a trajectory leaves behind: the momenta at its ends and the sum of all its momenta. */
export type Span = { readonly first: Vector; readonly last: Vector; readonly total: Vector };

/** Everything of the mechanics that a chain needs to go on exactly where it stopped. */
export type MechanicsSnapshot = {
  readonly position: Uint8Array;
  readonly inverseMass: Uint8Array;
  readonly moments: readonly Uint8Array[];
  readonly observed: number;
  readonly random: Uint8Array;
};

export type Mechanics = {
  readonly dimension: number;
  acquire(): Vector;
  retain(vector: Vector): Vector;
  release(vector: Vector): void;

  /** A random start: uniform in [-radius, radius] for every coordinate. */
  scatter(q: Vector, radius: number): void;
  /** Writes the gradient at `q` and returns the log density there. */
  evaluate(q: Vector, gradient: Vector): number;
  /** Squared Euclidean length of a vector: finite only if every component is. */
  squaredLength(vector: Vector): number;
  /** Draws a momentum from Normal(0, M) and returns its kinetic energy. */
  refresh(momentum: Vector): number;
  /** One leapfrog step of size `step` (negative: backwards) into three acquired vectors; returns the new point. */
  leapfrog(from: PhasePoint, step: number, q: Vector, momentum: Vector, gradient: Vector): PhasePoint;
  /** Writes the sum of both spans' totals to `total` and says whether the joined span turns. */
  turns(earlier: Span, later: Span, total: Vector): boolean;

  /** The first guess of the metric, at the start. */
  guessMetric(position: Position): void;
  /** Adds a position and its gradient to the running moments. */
  observe(position: Position): void;
  /** Makes the metric anew, of the running moments and of where the chain is. */
  adoptMetric(position: Position): void;
  /** Forgets the running moments. */
  forgetMoments(): void;

  /** A uniform number in [0, 1). */
  uniform(): number;
  /** 32 random bits. */
  bits(): number;

  snapshot(position: Position): MechanicsSnapshot;
  /** Takes a snapshot's place and returns its position, evaluated anew. */
  restore(snapshot: MechanicsSnapshot): Position;
};
