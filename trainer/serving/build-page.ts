import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { ensurePredictiveKernel } from "../kernel/build-predictive.ts";

const worker = join(import.meta.dirname, "..", "..", "worker");
const page = join(worker, "page");

/**
 * Builds the page's files and the API's descriptions into `worker/page/built`, as text modules that
 * the worker imports. Wrangler calls this before it bundles, as `wrangler.toml` says; the tests
 * call it themselves.
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
    ...(await describeApi()).map(({ name, text }) => writeFile(join(built, name), text)),
  ]);
}

/**
 * The OpenAPI documents of a service without keys, and of one with keys. What makes them of the
 * schemas is a sixteenth of the worker's code, so it stays outside.
 */
async function describeApi(): Promise<{ readonly name: string; readonly text: string }[]> {
  const entryPoints = [join(worker, "openapi", "document.ts")];
  const { outputFiles } = await build({ entryPoints, bundle: true, format: "esm", write: false });
  const code = Buffer.from(outputFiles[0]?.contents ?? []).toString("base64");
  const { openApiDocument } = await import(`data:text/javascript;base64,${code}`);
  return [
    { name: "openapi.txt", text: JSON.stringify(openApiDocument(false)) },
    { name: "openapi-keys.txt", text: JSON.stringify(openApiDocument(true)) },
  ];
}

if (import.meta.main) {
  await ensurePredictiveKernel();
  await buildPage();
}
