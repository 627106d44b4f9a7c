import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { HedgeError } from "../../shared/errors.ts";

/** The kernel is built twice: engines without relaxed SIMD take the plain one. */
export type KernelVariant = "relaxed" | "plain";

/** Pages of 64 KiB that a 32-bit address reaches. */
export const mostPages = 65536;

/** Where a built variant lies. Never committed. */
export function kernelFile(variant: KernelVariant): string {
  return fileURLToPath(new URL(`kernel-${variant}.wasm`, import.meta.url));
}

/**
 * Compiles the AssemblyScript sources to WebAssembly, both variants.
 *
 * @throws HedgeError `failed` with the compiler's messages
 */
export async function buildKernel(): Promise<void> {
  const { default: asc } = await import("assemblyscript/asc");
  const folder = fileURLToPath(new URL("assembly", import.meta.url));
  for (const variant of ["relaxed", "plain"] as const) {
    const features = variant === "relaxed" ? ["--enable", "relaxed-simd"] : [];
    const { error, stderr } = await asc.main([
      `${folder}/index.ts`,
      ...["--outFile", kernelFile(variant)],
      ...["-O3", "--noAssert", "--runtime", "stub", "--importMemory", "--enable", "simd"],
      ...["--enable", "threads", "--sharedMemory", "--initialMemory", "1", "--maximumMemory", `${mostPages}`],
      ...features,
    ]);
    if (error)
      throw new HedgeError("failed", `The kernel does not compile: ${stderr.toString() || error.message}`);
  }
}

/** Builds the kernel unless both variants are there. */
export async function ensureKernel(): Promise<void> {
  if (!existsSync(kernelFile("relaxed")) || !existsSync(kernelFile("plain"))) await buildKernel();
}

if (import.meta.main) await buildKernel();
