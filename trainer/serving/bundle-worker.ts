import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { HedgeError } from "../../shared/errors.ts";
import { wranglerProgram } from "./programs.ts";

/** The folder of the project. */
export const root = join(import.meta.dirname, "..", "..");

/** Where a package has the worker, bundled already. */
export const bundledWorker = "bundled-worker";

/**
 * Bundles the worker into a folder exactly as deploying does, and sends nothing anywhere.
 *
 * @throws HedgeError `failed` with what wrangler says
 */
export async function bundleWorker(folder: string): Promise<void> {
  if (existsSync(join(root, bundledWorker))) {
    await cp(join(root, bundledWorker), folder, { recursive: true });
    return;
  }
  const parameters = [wranglerProgram(), "deploy", "--dry-run", "--outdir", folder];
  // Wrangler builds the page with `node`: the Node that runs this goes first on the path.
  const path = [dirname(process.execPath), process.env.PATH ?? ""].join(delimiter);
  const env = { ...process.env, PATH: path, WRANGLER_SEND_METRICS: "false", FORCE_COLOR: "0" };
  try {
    await promisify(execFile)(process.execPath, parameters, { cwd: root, env });
  } catch (cause) {
    const { stderr = "", stdout = "" } = cause as { stderr?: string; stdout?: string };
    const said = (stderr || stdout).trim().split("\n").slice(-3).join(" ");
    throw new HedgeError("failed", `The worker could not be bundled: ${said}`, { cause });
  }
}
