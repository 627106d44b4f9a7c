import { randomUUID } from "node:crypto";
import { existsSync, readdirSync, renameSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { HedgeError } from "../../shared/errors.ts";

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
 * Compiles the AssemblyScript sources to WebAssembly, both variants.
 *
 * @throws HedgeError `failed` with the compiler's messages
 */
export async function buildKernel(): Promise<void> {
  const { default: asc } = await import("assemblyscript/asc");
  for (const variant of variants) {
    // Under a name of its own first: another process may be reading the old one, or building too.
    const file = `${kernelFile(variant)}.${process.pid}.${randomUUID()}`;
    const features = variant === "relaxed" ? ["--enable", "relaxed-simd"] : [];
    const { error, stderr } = await asc.main([
      `${folder}/index.ts`,
      ...["--outFile", file],
      ...["-O3", "--noAssert", "--runtime", "stub", "--importMemory", "--enable", "simd"],
      ...["--enable", "threads", "--sharedMemory", "--initialMemory", "1", "--maximumMemory", `${mostPages}`],
      ...features,
    ]);
    if (error)
      throw new HedgeError("failed", `The kernel does not compile: ${stderr.toString() || error.message}`);
    renameSync(file, kernelFile(variant));
  }
}

/**
 * Builds the kernel unless both variants exist and are newer than all that they are made from. A
 * package has the variants and no sources.
 */
export async function ensureKernel(): Promise<void> {
  if (!existsSync(folder)) return;
  const sources = readdirSync(folder).map((name) => `${folder}/${name}`);
  const changed = Math.max(
    ...[...sources, fileURLToPath(import.meta.url)].map((file) => statSync(file).mtimeMs),
  );
  const isFresh = (variant: KernelVariant) =>
    (statSync(kernelFile(variant), { throwIfNoEntry: false })?.mtimeMs ?? 0) >= changed;
  if (!variants.every(isFresh)) await buildKernel();
}

if (import.meta.main) await buildKernel();
