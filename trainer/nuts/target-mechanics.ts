import type { Mechanics, MechanicsSnapshot, PhasePoint, Position, Vector } from "./mechanics.ts";
import { nextBits, nextNormal, nextUniform } from "./random.ts";
import { runningMoments } from "./running-moments.ts";
import { bytesOf, numbersOf, wordsOf } from "./snapshot-bytes.ts";
import type { Target } from "./target.ts";
import { isTurning } from "./u-turn.ts";
import { vectorPool } from "./vector-pool.ts";

/** Mechanics in double precision for any target, with a diagonal metric. */
export type TargetMechanics = Mechanics & { read(vector: Vector): Float64Array };

/** `random`: four words of state, changed in place. */
export function targetMechanics(target: Target, random: Uint32Array): TargetMechanics {
  const { dimension } = target;
  const memory: Float64Array[] = [];
  const { acquire, retain, release } = vectorPool((vector) => {
    memory[vector] = new Float64Array(dimension);
  });
  const read = (vector: Vector): Float64Array => {
    const values = memory[vector];
    if (values === undefined) throw new Error(`vector ${vector} does not exist`);
    return values;
  };
  const inverseMass = new Float64Array(dimension).fill(1);
  const moments = runningMoments(dimension);

  const evaluate = (q: Vector, gradient: Vector): number =>
    target.logDensityAndGradient(read(q), read(gradient));

  /** <a, b + c> with M^-1. */
  const product = (a: Vector, b: Vector, c: Vector): number => {
    const [x, y, z] = [read(a), read(b), read(c)];
    let sum = 0;
    for (let i = 0; i < dimension; i++) sum += at(inverseMass, i) * at(x, i) * (at(y, i) + at(z, i));
    return sum;
  };

  return {
    dimension,
    acquire,
    retain,
    release,
    read,
    evaluate,

    drawStart: (q, radius) => {
      const values = read(q);
      for (let i = 0; i < dimension; i++) values[i] = radius * (2 * nextUniform(random) - 1);
    },

    squaredLength: (vector) => read(vector).reduce((sum, value) => sum + value * value, 0),

    refreshMomentum: (momentum) => {
      const p = read(momentum);
      let twice = 0;
      for (let i = 0; i < dimension; i++) {
        const normal = nextNormal(random);
        p[i] = normal / Math.sqrt(at(inverseMass, i));
        twice += normal * normal;
      }
      return twice / 2;
    },

    leapfrog: (from, step, q, momentum, gradient): PhasePoint => {
      const [q0, p0, g0] = [read(from.q), read(from.momentum), read(from.gradient)];
      const [q1, p1, g1] = [read(q), read(momentum), read(gradient)];
      for (let i = 0; i < dimension; i++) {
        const half = at(p0, i) + 0.5 * step * at(g0, i);
        p1[i] = half;
        q1[i] = at(q0, i) + step * at(inverseMass, i) * half;
      }
      const logDensity = evaluate(q, gradient);
      let twice = 0;
      for (let i = 0; i < dimension; i++) {
        const p = at(p1, i) + 0.5 * step * at(g1, i);
        p1[i] = p;
        twice += at(inverseMass, i) * p * p;
      }
      return { q, momentum, gradient, logDensity, kinetic: twice / 2 };
    },

    checkUTurn: (earlier, later, total) => {
      const [sum, a, b] = [read(total), read(earlier.total), read(later.total)];
      for (let i = 0; i < dimension; i++) sum[i] = at(a, i) + at(b, i);
      return isTurning({
        first: product(earlier.first, earlier.total, later.total),
        last: product(later.last, earlier.total, later.total),
        earlierFirst: product(earlier.first, earlier.total, later.first),
        laterFirst: product(later.first, earlier.total, later.first),
        earlierLast: product(earlier.last, later.total, earlier.last),
        laterLast: product(later.last, later.total, earlier.last),
      });
    },

    initialiseMetric: ({ gradient }) => {
      const g = read(gradient);
      for (let i = 0; i < dimension; i++) inverseMass[i] = clampMass(1 / Math.max(Math.abs(at(g, i)), 1e-10));
    },

    observe: ({ q, gradient }) => moments.observe(read(q), read(gradient)),

    updateMetric: () => {
      for (let i = 0; i < dimension; i++) {
        const mass = moments.ratio(i);
        if (mass > 0 && Number.isFinite(mass)) inverseMass[i] = clampMass(mass);
      }
    },

    resetMoments: moments.reset,

    uniform: () => nextUniform(random),
    randomBits: () => nextBits(random),

    snapshot: ({ q }): MechanicsSnapshot => ({
      position: bytesOf(read(q)),
      inverseMass: bytesOf(inverseMass),
      ...moments.snapshot(),
      random: bytesOf(random),
    }),

    restore: (snapshot): Position => {
      const position = { q: acquire(), gradient: acquire() };
      read(position.q).set(numbersOf(snapshot.position));
      inverseMass.set(numbersOf(snapshot.inverseMass));
      moments.restore(snapshot);
      random.set(wordsOf(snapshot.random));
      return { ...position, logDensity: evaluate(position.q, position.gradient) };
    },
  };
}

function clampMass(mass: number): number {
  return Math.min(1e20, Math.max(1e-20, mass));
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? 0;
}
