import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { ensurePredictiveKernel } from "../kernel/build-predictive.ts";

const page = join(import.meta.dirname, "..", "..", "worker", "page");

/**
 * Builds the page's files into `worker/page/built`, as text modules that the worker imports.
 * Wrangler calls this before it bundles, as `wrangler.toml` says; the tests call it themselves.
 */
export async function buildPage(): Promise<void> {
  const [source, built] = [join(page, "client"), join(page, "built")];
  await mkdir(built, { recursive: true });
  const script = await build({
    entryPoints: [join(source, "main.ts")],
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    write: false,
  });
  const style = await build({
    entryPoints: [join(source, "style.css")],
    bundle: true,
    minify: true,
    write: false,
  });
  await Promise.all([
    copyFile(join(source, "page.html"), join(built, "page.html")),
    copyFile(join(source, "icon.svg"), join(built, "icon.txt")),
    writeFile(join(built, "client.txt"), script.outputFiles[0]?.text ?? ""),
    writeFile(join(built, "style.txt"), style.outputFiles[0]?.text ?? ""),
  ]);
}

if (import.meta.main) {
  await ensurePredictiveKernel();
  await buildPage();
}
