import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { bundleWorker, root } from "./bundle-worker.ts";
import { workerdConfig } from "./workerd-config.ts";

/** Where and how a site is to be served. */
export type SiteOptions = {
  /** Folder of the models. */
  readonly models: string;
  readonly address: string;
  /** Settings that differ from those of `wrangler.toml`. */
  readonly settings?: Readonly<Record<string, string>>;
};

/** Name of the configuration's file in the folder of a site. */
const configName = "hedge.capnp";

/**
 * Writes what workerd needs into a folder, without the models: the bundle and its configuration.
 * Settings are those of `wrangler.toml`; an environment variable of the same name overrides one.
 *
 * @returns path of the configuration
 * @throws HedgeError `failed` when the worker cannot be bundled
 */
export async function writeSite(folder: string, options: SiteOptions): Promise<string> {
  await mkdir(folder, { recursive: true });
  await bundleWorker(folder);
  await Promise.all(["README.md", "index.js.map"].map((name) => rm(join(folder, name), { force: true })));
  const others = (await readdir(folder)).filter((name) => /\.(txt|html|wasm)$/.test(name));
  const { vars, compatibilityDate } = await readWranglerConfig();
  const settings = Object.entries({ ...vars, ...options.settings }).map(([name, value]) => [
    name,
    options.settings?.[name] ?? process.env[name] ?? value,
  ]);
  const config = workerdConfig({
    modules: ["index.js", ...others],
    compatibilityDate,
    models: resolve(options.models),
    address: options.address,
    // Plain workerd has neither R2 nor a cache.
    settings: { ...Object.fromEntries(settings), MODEL_SOURCE: "assets", EDGE_CACHE: "off" },
  });
  const file = join(folder, configName);
  await writeFile(file, config);
  return file;
}

/** The settings in `wrangler.toml` that plain workerd needs too. */
export async function readWranglerConfig(): Promise<{
  vars: Record<string, string>;
  compatibilityDate: string;
}> {
  // Wrangler is large: loaded only where it is used.
  const { unstable_readConfig } = await import("wrangler");
  const { vars, compatibility_date } = unstable_readConfig({ config: join(root, "wrangler.toml") });
  return { vars: vars as Record<string, string>, compatibilityDate: compatibility_date ?? "" };
}
