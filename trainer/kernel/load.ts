import { readFileSync } from "node:fs";
import { type KernelVariant, kernelFile } from "./build.ts";

/** What the kernel exports; addresses and counts are plain numbers. See `assembly/` for what each does. */
export type KernelExports = {
  heapBase(): number;
  configure(settings: number): void;
  expandPosition(q: number): void;
  likelihood(noise: number): number;
  noiseOf(q: number): number;
  prepareStep(step: number): void;
  advancePositions(q: number, p: number, g: number, qOut: number, pOut: number, step: number): void;
  finishGradients(q: number, p: number, g: number, step: number): void;
  kineticTwice(): number;
  squaredLength(): number;
  dotSelf(vector: number): number;
  turnProducts(
    firstA: number,
    lastA: number,
    totalA: number,
    firstB: number,
    lastB: number,
    totalB: number,
    total: number,
    products: number,
  ): void;
  observe(
    q: number,
    g: number,
    meanQ: number,
    squaresQ: number,
    meanG: number,
    squaresG: number,
    count: number,
  ): void;
  adoptMetric(squaresQ: number, squaresG: number): void;
  loadRandom(state: number): void;
  storeRandom(state: number): void;
  refreshMomentum(p: number): number;
  randomBits(): number;
};

/** A kernel with its memory and an allocator that never frees. */
export type Kernel = {
  readonly exports: KernelExports;
  readonly variant: KernelVariant;
  /** Reserves zeroed bytes, 64-byte aligned, growing the memory. Views made before are stale afterwards. */
  allocate(bytes: number): number;
  /** A view that is valid until the next `allocate`. */
  floats(address: number, length: number): Float32Array;
  doubles(address: number, length: number): Float64Array;
  integers(address: number, length: number): Int32Array;
  bytes(address: number, length: number): Uint8Array;
};

const pageBytes = 65536;

/** Instantiates the kernel with relaxed SIMD where the engine has it, or the variant asked for. */
export function loadKernel(asked?: KernelVariant): Kernel {
  const relaxed = readFileSync(kernelFile("relaxed"));
  const variant = asked ?? (WebAssembly.validate(relaxed) ? "relaxed" : "plain");
  const code = variant === "relaxed" ? relaxed : readFileSync(kernelFile("plain"));
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(code), {
    env: {
      memory,
      abort: () => {
        throw new Error("the kernel aborted");
      },
    },
  });
  const exports = instance.exports as unknown as KernelExports;
  let next = exports.heapBase();

  function allocate(bytes: number): number {
    const address = Math.ceil(next / 64) * 64;
    next = address + bytes;
    const missing = next - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
    return address;
  }

  return {
    exports,
    variant,
    allocate,
    floats: (address, length) => new Float32Array(memory.buffer, address, length),
    doubles: (address, length) => new Float64Array(memory.buffer, address, length),
    integers: (address, length) => new Int32Array(memory.buffer, address, length),
    bytes: (address, length) => new Uint8Array(memory.buffer, address, length),
  };
}
