import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { HedgeError } from "../../shared/errors.ts";
import { type PeerProcess, startPeer } from "./peer-process.ts";

/** A Python that has what a peer needs, or why there is none. */
export type Python =
  | { readonly kind: "found"; readonly command: string }
  | { readonly kind: "unavailable"; readonly why: string };

/** The package of the peers in Python. */
export const peerPackage = join(import.meta.dirname, "hedge_peers");

/** HEDGE_PYTHON, else the Python of `.venv`, if it can import `modules`. */
export function findPython(modules: readonly string[]): Python {
  const local = join(import.meta.dirname, "../../.venv/bin/python");
  const command = process.env.HEDGE_PYTHON ?? (existsSync(local) ? local : null);
  if (command === null) {
    const why = "no Python environment: see bench/peers/README.md, then set HEDGE_PYTHON";
    return { kind: "unavailable", why };
  }
  try {
    execFileSync(command, ["-c", `import ${modules.join(", ")}`], { stdio: "ignore" });
  } catch {
    return { kind: "unavailable", why: `HEDGE_PYTHON has not all of ${modules.join(", ")}` };
  }
  return { kind: "found", command };
}

/** What a peer needs of Python, and what it is asked to do. */
export type PythonTask = {
  readonly modules: readonly string[];
  /** The task's name, then its arguments. */
  readonly task: readonly string[];
  /** 1 if absent. */
  readonly threads?: number;
};

/**
 * Starts a peer in Python, see `startPeer`.
 *
 * @throws HedgeError `failed` when there is no such Python, or when the peer cannot start
 */
export async function startPythonPeer(
  { modules, task, threads = 1 }: PythonTask,
  signal?: AbortSignal,
): Promise<PeerProcess> {
  const python = findPython(modules);
  if (python.kind === "unavailable") throw new HedgeError("failed", python.why);
  return await startPeer(python.command, [peerPackage, ...task], threads, signal);
}
