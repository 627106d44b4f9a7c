import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type BuildOptions, build } from "esbuild";
import { workerdConfig } from "../../trainer/serving/workerd-config.ts";
import { readWranglerConfig } from "../../trainer/serving/write-site.ts";

/** Bundles a worker and writes the configuration of workerd; returns the latter's path. */
export async function writeWorkerSite(
  folder: string,
  source: Pick<BuildOptions, "entryPoints" | "stdin">,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  await build({
    ...source,
    bundle: true,
    minify: true,
    format: "esm",
    outfile: join(folder, "index.js"),
    conditions: ["workerd"],
    loader: { ".wasm": "copy" },
  });
  const others = (await readdir(folder)).filter((name) => name.endsWith(".wasm"));
  const { compatibilityDate } = await readWranglerConfig();
  const config = workerdConfig({
    modules: ["index.js", ...others],
    compatibilityDate,
    models: folder,
    address: "127.0.0.1:0",
    settings: {},
  });
  await writeFile(join(folder, "bench.capnp"), config);
  return join(folder, "bench.capnp");
}

/** Bytes of a bundled worker's code after gzip, the kernel's included, page and API left out. */
export async function gzippedCode(folder: string): Promise<number> {
  const code = (await readdir(folder)).filter((name) => /\.(js|wasm)$/.test(name));
  const files = await Promise.all(code.map((name) => readFile(join(folder, name))));
  return files.reduce((sum, file) => sum + gzipSync(file, { level: 9 }).length, 0);
}
