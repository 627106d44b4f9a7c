import { execFile } from "node:child_process";
import { cp, glob, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { ensureKernel } from "../kernel/build.ts";
import { ensurePredictiveKernel } from "../kernel/build-predictive.ts";
import { bundledWorker, bundleWorker, root } from "../serving/bundle-worker.ts";

/** What a package has: the same folders as the project, with JavaScript in place of TypeScript. */
const dist = join(root, "dist");

/** What is copied as it is. */
const copied = [
  "wrangler.toml",
  "package.json",
  "shared/predictive/kernel/built/kernel.wasm",
  "data/sample",
  "trainer/kernel/kernel-plain.wasm",
  "trainer/kernel/kernel-relaxed.wasm",
  "trainer/words/english.msgpack.br",
  "trainer/words/LICENSE-english.txt",
];

/** What bundling the worker leaves beside it. */
const unneeded = ["README.md", "index.js.map"];

/** A thread's code, named by its file. */
const threadUrl = /new URL\("([\w./-]+)\.ts", import\.meta\.url\)/g;

/** Builds `dist` for `npm pack`: Node runs no TypeScript in packages. */
export async function buildPackage(): Promise<void> {
  await rm(dist, { recursive: true, force: true });
  await ensureKernel();
  await ensurePredictiveKernel();
  await bundleWorker(join(dist, bundledWorker));
  for (const name of unneeded) await rm(join(dist, bundledWorker, name), { force: true });
  for (const path of copied) await cp(join(root, path), join(dist, path), { recursive: true });
  const compiler = join(
    dirname(createRequire(import.meta.url).resolve("typescript/package.json")),
    "bin/tsc",
  );
  await promisify(execFile)(process.execPath, [compiler, "-p", join(import.meta.dirname, "tsconfig.json")]);
  for await (const file of glob("{shared,trainer}/**/*.js", { cwd: dist })) {
    const text = await readFile(join(dist, file), "utf8");
    const compiled = text.replace(threadUrl, 'new URL("$1.js", import.meta.url)');
    if (compiled !== text) await writeFile(join(dist, file), compiled);
  }
  // Its `imports` are those of the folders beside it.
  const description = await readFile(join(dist, "package.json"), "utf8");
  await writeFile(join(dist, "package.json"), description.replace(/(built\/[\w-]+)\.ts"/g, '$1.js"'));
}

if (import.meta.main) await buildPackage();
