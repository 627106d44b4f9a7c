import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { Command, InvalidArgumentError } from "commander";
import { HedgeError } from "../../shared/errors.ts";
import { loadModel } from "../artifact/load-model.ts";
import { root } from "../serving/bundle-worker.ts";
import { wranglerProgram } from "../serving/programs.ts";
import { fileName } from "./options/parsers.ts";
import { runCommand } from "./run-command.ts";

type PublishArguments = { model: string; name: string; bucket: string; folder?: string; local?: true };

const command = new Command("publish")
  .description("Make running services take a model over: the file first, then the pointer NAME.json at it.")
  .option("--model <file>", "model to publish", fileName, "models/model.msgpack")
  .option("--name <name>", "name that services ask for it by", modelName, "model")
  .option("--bucket <name>", "bucket of R2", fileName, "hedge-models")
  .option("--folder <folder>", "folder of a self-hosted service, instead of a bucket", fileName)
  .option("--local", "wrangler's local bucket, for `npm run dev`");

await runCommand(command, async () => {
  const { model: file, name, bucket, folder, local } = command.opts<PublishArguments>();
  // Read in full first: what is damaged is not worth a transfer.
  const { model } = await loadModel(file);
  const target = `${name}-${model.hash.slice(7, 23)}.msgpack`;
  const pointer = JSON.stringify({ file: target, hash: model.hash });
  const scratch = await mkdtemp(join(tmpdir(), "hedge-publish-"));
  try {
    const pointerFile = join(scratch, "pointer.json");
    await writeFile(pointerFile, pointer);
    if (folder !== undefined) {
      await mkdir(folder, { recursive: true });
      await put(file, join(folder, target));
      await put(pointerFile, join(folder, `${name}.json`));
    } else {
      const where = local ? "--local" : "--remote";
      await upload(file, `${bucket}/${target}`, where);
      await upload(pointerFile, `${bucket}/${name}.json`, where);
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  console.error(
    `Published ${model.hash} as ${name}, file ${target}. Services look every MODEL_CHECK_SECONDS.`,
  );
});

/** Whoever reads the folder sees the whole file or none. */
async function put(from: string, to: string): Promise<void> {
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
    throw new HedgeError("failed", `${key} could not be uploaded, the pointer is as it was: ${said}`, {
      cause,
    });
  }
}

function modelName(text: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,62}$/.test(text)) return text;
  throw new InvalidArgumentError("It must be small letters, digits and hyphens.");
}
