import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "../../trainer/serving/bundle-worker.ts";
import { workerdConfig } from "../../trainer/serving/workerd-config.ts";

/**
 * What hedge is compared with. `/` is Hono's empty route. `/answer` sends a fixed answer, under the headers that hedge
 * sends: how much of the difference is the answer's size.
 */
const source = (body: string, headers: Readonly<Record<string, string>>) => `
  import { Hono } from "hono";
  const body = ${JSON.stringify(body)};
  const headers = ${JSON.stringify(headers)};
  export default new Hono()
    .get("/", (c) => c.text(""))
    .get("/answer", () => new Response(body, { headers }));
`;

/** Writes the bundle and the configuration of workerd into a folder; gives the configuration's path. */
export async function writeEmptySite(
  folder: string,
  compatibilityDate: string,
  answer: { readonly body: string; readonly headers: Readonly<Record<string, string>> },
): Promise<string> {
  await build({
    stdin: { contents: source(answer.body, answer.headers), resolveDir: root },
    bundle: true,
    minify: true,
    format: "esm",
    outfile: join(folder, "index.js"),
  });
  const config = workerdConfig({
    modules: ["index.js"],
    compatibilityDate,
    models: folder,
    address: "127.0.0.1:0",
    settings: {},
  });
  const file = join(folder, "empty.capnp");
  await writeFile(file, config);
  return file;
}
