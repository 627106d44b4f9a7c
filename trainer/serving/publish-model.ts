import { execFile } from "node:child_process";
import { copyFile, mkdir, rename, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { HedgeError } from "../../shared/errors.ts";
import { loadModel } from "../artifact/load-model.ts";
import { withTemporaryFolder } from "../files/temporary-folder.ts";
import { root } from "./bundle-worker.ts";
import { wranglerProgram } from "./programs.ts";

/**
 * Where services read models from: a folder, or a bucket of R2, which wrangler may keep locally.
 */
export type ModelStore =
  | { readonly folder: string }
  | { readonly bucket: string; readonly location: "local" | "remote" };

/**
 * Publishes a model for running services: writes the model file, then the pointer `NAME.json` to
 * it.
 *
 * @returns the model's hash, its file's name in the store, and the verdict on its sampling
 * @throws HedgeError for a model that is damaged, and `failed` when wrangler cannot upload
 */
export async function publishModel(
  modelFile: string,
  name: string,
  store: ModelStore,
): Promise<{ readonly hash: string; readonly file: string; readonly verdict: string }> {
  // A damaged model is refused before anything is transferred.
  const { model } = await loadModel(modelFile);
  const file = `${name}-${model.hash.slice(7, 23)}.msgpack`;
  await withTemporaryFolder("hedge-publish-", async (scratch) => {
    const pointerFile = join(scratch, "pointer.json");
    await writeFile(pointerFile, JSON.stringify({ file, hash: model.hash }));
    await put(store, modelFile, file);
    await put(store, pointerFile, `${name}.json`);
  });
  return { hash: model.hash, file, verdict: model.training.diagnostics.verdict };
}

async function put(store: ModelStore, from: string, name: string): Promise<void> {
  if ("folder" in store) await copyIntoFolder(from, store.folder, name);
  else await upload(from, `${store.bucket}/${name}`, `--${store.location}`);
}

/** A reader of the folder sees the whole file or none. */
async function copyIntoFolder(from: string, folder: string, name: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const to = join(folder, name);
  await copyFile(from, `${to}.part`);
  await rename(`${to}.part`, to);
}

async function upload(file: string, key: string, where: string): Promise<void> {
  const parameters = [wranglerProgram(), "r2", "object", "put", key, "--file", resolve(file), where];
  const env = { ...process.env, WRANGLER_SEND_METRICS: "false", FORCE_COLOR: "0" };
  try {
    await promisify(execFile)(process.execPath, parameters, { cwd: root, env });
  } catch (cause) {
    const { stderr = "", stdout = "" } = cause as { stderr?: string; stdout?: string };
    const said = (stderr || stdout).trim().split("\n").slice(0, 3).join(" ");
    throw new HedgeError(
      "failed",
      `${key} could not be uploaded, so the pointer is as it was (${said}); check --bucket and wrangler's login.`,
      {
        cause,
      },
    );
  }
}
