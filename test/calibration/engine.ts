import { loadKernel } from "../../trainer/kernel/load.ts";
import { kernelMechanics } from "../../trainer/kernel/mechanics.ts";
import { densityTarget } from "../../trainer/model/density.ts";
import type { Problem } from "../../trainer/model/problem.ts";
import type { Mechanics, Vector } from "../../trainer/nuts/mechanics.ts";
import { seedStream } from "../../trainer/nuts/random.ts";
import { targetMechanics } from "../../trainer/nuts/target-mechanics.ts";
import type { Fault } from "./faults.ts";

/** `kernel`: float32 in WebAssembly, as in training. `double`: the density in double precision. */
export type EngineName = "kernel" | "double";

/** Mechanics whose vectors can be read and written. */
export type Engine = {
  readonly mechanics: Mechanics;
  /**
   * A vector in the engine's own order, padding included. Valid until the next call of any kind.
   */
  view(vector: Vector): Float32Array | Float64Array;
  /** Copies parameters, in the order of the parameter layout, out of a vector and into one. */
  read(vector: Vector, parameters: Float64Array): void;
  write(vector: Vector, parameters: Float64Array): void;
};

/** Opens an engine on a problem with one stream of the seed. */
export function openEngine(
  { engine, fault }: { readonly engine: EngineName; readonly fault: Fault | null },
  problem: Problem,
  seed: number,
  stream: number,
): Engine {
  if (engine === "kernel") {
    const mechanics = kernelMechanics(loadKernel(), problem, seedStream(seed, stream, 16));
    return { mechanics, view: mechanics.view, read: mechanics.read, write: mechanics.write };
  }
  const target = densityTarget(problem);
  const mechanics = targetMechanics(fault?.target?.(target) ?? target, seedStream(seed, stream));
  return {
    mechanics,
    view: mechanics.read,
    read: (vector, parameters) => parameters.set(mechanics.read(vector)),
    write: (vector, parameters) => mechanics.read(vector).set(parameters),
  };
}
