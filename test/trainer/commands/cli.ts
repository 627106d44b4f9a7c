import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { packModel } from "../../../trainer/train/pack-model.ts";
import { exampleParts } from "../../fixtures/example-model.ts";
import { folderWith } from "../data/files.ts";

export type Outcome = { readonly status: number | null; readonly stdout: string; readonly stderr: string };

/** Runs a command of the CLI as `npm run` does, in a process of its own. */
export async function hedge(
  command: string,
  args: readonly string[],
  input: string | Uint8Array = "",
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const file = join(import.meta.dirname, "../../../trainer/commands", `${command}.ts`);
  const child = spawn(process.execPath, [file, ...args], { stdio: "pipe", env: { ...process.env, ...env } });
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const [stdout, stderr, status] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.once("close", resolve)),
  ]);
  return { status, stdout, stderr };
}

/**
 * Writes the example model and other files into a new folder; gives the folder and the model's
 * path.
 */
export async function exampleModel(
  files: Readonly<Record<string, string>> = {},
): Promise<{ folder: string; model: string; hash: string }> {
  const { bytes, hash } = await packModel(exampleParts());
  const folder = await folderWith({ "model.msgpack": bytes, ...files });
  return { folder, model: join(folder, "model.msgpack"), hash };
}
