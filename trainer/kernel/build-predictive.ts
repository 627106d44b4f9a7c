import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { replaceFile } from "../files/write-atomically.ts";
import { areFresh, compileAssembly } from "./compile-assembly.ts";

const kernel = new URL("../../shared/predictive/kernel/", import.meta.url);
const pathOf = (name: string) => fileURLToPath(new URL(name, kernel));

/** What Workers import, which compile no WebAssembly themselves, and what all others do. */
const [binary, script] = [pathOf("built/kernel.wasm"), pathOf("built/kernel.ts")];

/**
 * Compiles the kernel of the predictive, unless it is newer than its sources. The files are never
 * committed. `imports` in package.json says who gets which.
 *
 * @throws HedgeError `failed` with the compiler's messages
 */
export async function ensurePredictiveKernel(): Promise<void> {
  const folder = pathOf("assembly");
  if (areFresh([binary, script], folder)) return;
  await compileAssembly(folder, binary, []);
  const code = readFileSync(binary).toString("base64");
  await replaceFile(script, async (name) =>
    writeFileSync(
      name,
      `// Built from ../assembly.\nconst code = atob("${code}");\n\n` +
        "// @ts-ignore: in the types of Workers, which never read this file, modules are abstract.\n" +
        "export default new WebAssembly.Module(Uint8Array.from(code, (byte) => byte.charCodeAt(0)));\n",
    ),
  );
}
