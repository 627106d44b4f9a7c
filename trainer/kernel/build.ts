import { fileURLToPath } from "node:url";
import { ensurePredictiveKernel } from "./build-predictive.ts";
import { areFresh, compileAssembly } from "./compile-assembly.ts";

/** The kernel is built twice: engines without relaxed SIMD take the plain one. */
export type KernelVariant = "relaxed" | "plain";

/** Pages of 64 KiB that a 32-bit address reaches. */
export const mostPages = 65536;

const variants = ["relaxed", "plain"] as const satisfies readonly KernelVariant[];

const folder = fileURLToPath(new URL("assembly", import.meta.url));

/** Path of a built variant. The file is never committed. */
export function kernelFile(variant: KernelVariant): string {
  return fileURLToPath(new URL(`kernel-${variant}.wasm`, import.meta.url));
}

/**
 * Compiles the AssemblyScript sources to WebAssembly, both variants, unless both exist and are
 * newer than their sources.
 *
 * @throws HedgeError `failed` with the compiler's messages
 */
export async function ensureKernel(): Promise<void> {
  if (areFresh(variants.map(kernelFile), folder)) return;
  for (const variant of variants) {
    await compileAssembly(folder, kernelFile(variant), [
      ...["--enable", "threads", "--sharedMemory", "--initialMemory", "1", "--maximumMemory", `${mostPages}`],
      ...(variant === "relaxed" ? ["--enable", "relaxed-simd"] : []),
    ]);
  }
}

if (import.meta.main) {
  await ensureKernel();
  await ensurePredictiveKernel();
}
