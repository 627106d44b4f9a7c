import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HedgeError } from "../../shared/errors.ts";
import { root } from "./bundle-worker.ts";
import { checkPortIsFree } from "./free-port.ts";
import { workerdProgram } from "./programs.ts";
import { runServer } from "./run-server.ts";
import { writeSite } from "./write-site.ts";

/** What to serve, and where. */
export type ServeOptions = {
  /** Folder of the models. */
  readonly models: string;
  readonly host: string;
  readonly port: number;
  /** Called when the service answers titles, with its address and a title to try. */
  onReady(origin: string, example: string): void;
};

/** The part of `GET /model` that is shown. */
type ShownModel = {
  readonly name: string;
  readonly names: readonly string[];
  readonly leaves: number;
  readonly hash: string;
  readonly warning: string | null;
  readonly examples: readonly string[];
};

/**
 * Serves the models of a folder under plain workerd until it is told to end. What runs is what is
 * deployed.
 *
 * @returns the exit status of workerd
 * @throws HedgeError `bad-usage` for a port or folder that cannot be used, `model-missing` when the
 *   service cannot answer with the first model of the folder
 */
export async function serveModels({ models, host, port, onReady }: ServeOptions): Promise<number> {
  await checkPortIsFree(port);
  const folder = await stat(models).catch(() => null);
  if (folder?.isDirectory() !== true) {
    throw new HedgeError("bad-usage", `"${models}" is no folder; name the folder of the models.`);
  }
  // `runServer` passes signals on and ends after the server, so the folder is removed in any case.
  const scratch = await mkdtemp(join(tmpdir(), "hedge-site-"));
  try {
    const config = await writeSite(scratch, { models, address: `${host}:${port}` });
    const origin = `http://${["*", "0.0.0.0"].includes(host) ? "localhost" : host}:${port}`;
    return await runServer({
      command: [workerdProgram(), "serve", config],
      folder: root,
      probe: `${origin}/openapi.json`,
      async onReady() {
        const { lines, example } = await describeModels(origin, models);
        for (const line of lines) console.error(line);
        onReady(origin, example);
      },
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Describes the models of the service, and fails if it cannot answer with the first. */
async function describeModels(
  origin: string,
  models: string,
): Promise<{ readonly lines: readonly string[]; readonly example: string }> {
  const first = await getModel(origin, "");
  if (typeof first === "string") {
    throw new HedgeError("model-missing", `No title can be answered from "${models}": ${first}`);
  }
  const others = first.names.filter((name) => name !== first.name);
  const lines = describeModel(first);
  for (const name of others) {
    const model = await getModel(origin, `?model=${name}`);
    lines.push(
      ...(typeof model === "string" ? [`${name} cannot answer titles: ${model}`] : describeModel(model)),
    );
  }
  return { lines, example: first.examples[0] ?? "text" };
}

function describeModel({ name, leaves, hash, warning }: ShownModel): string[] {
  return [`${name}: ${leaves} classes, ${hash}`, ...(warning === null ? [] : [`Warning: ${warning}`])];
}

/** A model as the running service describes it, or what the service says is wrong with it. */
async function getModel(origin: string, query: string): Promise<ShownModel | string> {
  const response = await fetch(`${origin}/model${query}`);
  const document = (await response.json()) as ShownModel & { readonly detail: string };
  return response.ok ? document : document.detail;
}
