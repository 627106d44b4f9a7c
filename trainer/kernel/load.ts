import { readFileSync } from "node:fs";
import { HedgeError } from "../../shared/errors.ts";
import { type KernelVariant, kernelFile, mostPages } from "./build.ts";

/** What the kernel exports, see `assembly/`. Addresses and counts are plain numbers. */
export type KernelExports = {
  heapBase(): number;
  configure(settings: number): void;
  scratchBytes(): number;
  useScratch(scratch: number): void;
  setWorkerCount(count: number): void;
  runWorker(): void;
  blocksOfWorkers(): number;
  expandPosition(q: number): void;
  likelihood(q: number): number;
  fillInverseMass(): void;
  prepareRotations(time: number): void;
  advancePositions(q: number, p: number, g: number, qOut: number, pOut: number, step: number): void;
  finishGradients(q: number, p: number, g: number, step: number): void;
  kineticTwice(): number;
  squaredLength(): number;
  dotSelf(vector: number): number;
  uTurnProducts(
    firstA: number,
    lastA: number,
    totalA: number,
    firstB: number,
    lastB: number,
    totalB: number,
    total: number,
    products: number,
  ): void;
  loadRandom(state: number): void;
  storeRandom(state: number): void;
  refreshMomentum(p: number): number;
  randomBits(): number;
};

/** A variant of the kernel, compiled; plain data, so that it can be sent to a thread. */
export type CompiledKernel = { readonly variant: KernelVariant; readonly module: WebAssembly.Module };

/** A kernel with its memory and an allocator that never frees. */
export type Kernel = CompiledKernel & {
  readonly exports: KernelExports;
  /** Shared, so that other threads can take part. */
  readonly memory: WebAssembly.Memory;
  /**
   * Reserves zeroed bytes, 64-byte aligned. Grows the memory, so that older views are stale.
   *
   * @throws HedgeError `failed` where there is no more memory
   */
  allocate(bytes: number): number;
  /** A view that is valid until the next `allocate`. */
  floats(address: number, length: number): Float32Array;
  doubles(address: number, length: number): Float64Array;
  integers(address: number, length: number): Int32Array;
  bytes(address: number, length: number): Uint8Array;
};

const pageBytes = 65536;

let fastest: KernelVariant | undefined;

function fastestVariant(): KernelVariant {
  fastest ??= WebAssembly.validate(readFileSync(kernelFile("relaxed"))) ? "relaxed" : "plain";
  return fastest;
}

const compiled = new Map<KernelVariant, CompiledKernel>();

/**
 * Compiles the kernel once in a thread: with relaxed SIMD where the engine has it, or the variant
 * asked for. Its machine code stays for as long as the thread lives.
 *
 * A thread should give its kernel to the threads that it starts. V8 can crash when one thread frees
 * machine code while another makes some (nodejs/node#64500). The scripts that train also turn off
 * the memory protection keys that it then trips over.
 */
export function compileKernel(variant = fastestVariant()): CompiledKernel {
  const kernel = compiled.get(variant) ?? {
    variant,
    module: new WebAssembly.Module(readFileSync(kernelFile(variant))),
  };
  compiled.set(variant, kernel);
  return kernel;
}

/** Loads the kernel into a memory of its own. */
export function loadKernel({ variant, module } = compileKernel()): Kernel {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: mostPages, shared: true });
  const exports = instantiateKernel(module, memory);
  let next = exports.heapBase();

  function allocate(bytes: number): number {
    const address = Math.ceil(next / 64) * 64;
    next = address + bytes;
    const missing = next - memory.buffer.byteLength;
    if (missing > 0) growBy(memory, Math.ceil(missing / pageBytes));
    return address;
  }

  return {
    variant,
    module,
    exports,
    memory,
    allocate,
    floats: (address, length) => new Float32Array(memory.buffer, address, length),
    doubles: (address, length) => new Float64Array(memory.buffer, address, length),
    integers: (address, length) => new Int32Array(memory.buffer, address, length),
    bytes: (address, length) => new Uint8Array(memory.buffer, address, length),
  };
}

/** @throws HedgeError where the memory cannot be that large */
function growBy(memory: WebAssembly.Memory, pages: number): void {
  try {
    memory.grow(pages);
  } catch {
    throw new HedgeError(
      "failed",
      "A chain of this model needs more than the 4 GB of memory that the kernel can have; " +
        "take --form factorised or --preset quick, and leave out --exact.",
    );
  }
}

/** Instantiates the kernel in a memory, which holds all of its state but the configuration. */
export function instantiateKernel(module: WebAssembly.Module, memory: WebAssembly.Memory): KernelExports {
  const abort = () => {
    throw new Error("the kernel aborted");
  };
  const sleep = (address: number, expected: number, milliseconds: number) => {
    Atomics.wait(new Int32Array(memory.buffer), address / 4, expected, milliseconds);
  };
  const env = { memory, abort, sleep };
  return new WebAssembly.Instance(module, { env }).exports as unknown as KernelExports;
}
