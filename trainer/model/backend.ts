/**
 * What computes the log density and its gradient. `kernel`: WebAssembly, 32-bit state with 64-bit
 * sums. `double`: plain TypeScript, 64-bit throughout. `tfjs`: TensorFlow.js, 32-bit.
 */
export type Backend = "kernel" | "double" | "tfjs";
