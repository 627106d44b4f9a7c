import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { HedgeError } from "../../shared/errors.ts";
import { replaceFile } from "../files/write-atomically.ts";

/**
 * Compiles a folder of AssemblyScript to a WebAssembly file with SIMD.
 *
 * @throws HedgeError `failed` with the compiler's messages
 */
export async function compileAssembly(
  folder: string,
  file: string,
  options: readonly string[],
): Promise<void> {
  const { default: asc } = await import("assemblyscript/asc");
  mkdirSync(dirname(file), { recursive: true });
  await replaceFile(file, async (name) => {
    const { error, stderr } = await asc.main([
      `${folder}/index.ts`,
      ...["--outFile", name, "-O3", "--noAssert", "--runtime", "stub", "--importMemory", "--enable", "simd"],
      ...options,
    ]);
    if (error)
      throw new HedgeError("failed", `The kernel does not compile: ${stderr.toString() || error.message}`);
  });
}

/**
 * Whether files are newer than a folder of sources and this code. A package has the files and no
 * sources.
 */
export function areFresh(files: readonly string[], folder: string): boolean {
  if (!existsSync(folder)) return true;
  const sources = readdirSync(folder).map((name) => `${folder}/${name}`);
  const changed = Math.max(
    ...[...sources, fileURLToPath(import.meta.url)].map((file) => statSync(file).mtimeMs),
  );
  return files.every((file) => (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) >= changed);
}
