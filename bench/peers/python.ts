import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A Python that has what a peer needs, or why there is none. */
export type Python =
  | { readonly kind: "found"; readonly command: string }
  | { readonly kind: "unavailable"; readonly why: string };

/** HEDGE_PYTHON, else the Python of `.venv`, if it can import `modules`. */
export function findPython(modules: readonly string[]): Python {
  const local = fileURLToPath(new URL("../../.venv/bin/python", import.meta.url));
  const command = process.env.HEDGE_PYTHON ?? (existsSync(local) ? local : null);
  if (command === null) {
    return {
      kind: "unavailable",
      why: "no Python environment: see bench/peers/README.md, then set HEDGE_PYTHON",
    };
  }
  try {
    execFileSync(command, ["-c", `import ${modules.join(", ")}`], { stdio: "ignore" });
  } catch {
    return { kind: "unavailable", why: `HEDGE_PYTHON has not all of ${modules.join(", ")}` };
  }
  return { kind: "found", command };
}

/** The path of one of the scripts in this folder. */
export function peerScript(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
