import { execFileSync } from "node:child_process";
import { join } from "node:path";

const flags = ["-O3", "-march=native", "-ffast-math", "-std=gnu11"];

/** The C program, its compiler and its flags, or why there is none. */
export type Compiled =
  | { readonly kind: "compiled"; readonly program: string; readonly with: string }
  | { readonly kind: "unavailable"; readonly why: string };

/** Compiles `gradient.c` into `folder` with the compiler that CC names, else cc. */
export function compileC(folder: string): Compiled {
  const compiler = process.env.CC ?? "cc";
  const program = join(folder, "gradient");
  const source = join(import.meta.dirname, "gradient.c");
  try {
    execFileSync(compiler, [...flags, source, "-o", program, "-lm"], { stdio: ["ignore", "ignore", "pipe"] });
  } catch (error) {
    const why = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    return { kind: "unavailable", why: `no C kernel: ${why}` };
  }
  return { kind: "compiled", program, with: `${compiler} ${flags.join(" ")}` };
}
