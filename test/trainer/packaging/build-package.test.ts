import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildPackage } from "../../../trainer/packaging/build-package.ts";
import { packModel } from "../../../trainer/train/pack-model.ts";
import { root } from "../../fixtures/committed-files.ts";
import { exampleParts } from "../../fixtures/example-model.ts";

const run = promisify(execFile);
const page = await readFile(join(root, "docs/library.md"), "utf8");
/** The programs of the page, by what they say. */
const example = (mark: string) =>
  [...page.matchAll(/^```js\n(.*?)^```/gms)]
    .map(([, code = ""]) => code)
    .find((code) => code.includes(mark)) ?? "";

/** An empty folder into which the package is installed, with a model. */
let folder = "";
/** Runs the installed `hedge`. */
const hedge = (...args: string[]) =>
  run(process.execPath, [join(folder, "node_modules/hedge/dist/trainer/commands/hedge.js"), ...args], {
    cwd: folder,
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hedge-test-"));
  await buildPackage();
  const { stdout } = await run("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], {
    cwd: root,
  });
  const installed = join(folder, "node_modules/hedge");
  await mkdir(installed, { recursive: true });
  await run("tar", ["-xzf", join(folder, stdout.trim()), "-C", installed, "--strip-components=1"]);
  // As npm would install them, without a registry.
  for (const name of await readdir(join(root, "node_modules")))
    await symlink(join(root, "node_modules", name), join(folder, "node_modules", name));
  await mkdir(join(folder, "models"));
  await writeFile(join(folder, "models/model.msgpack"), (await packModel(exampleParts())).bytes);
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

test("the program says its version, its commands and the options of each", async () => {
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  expect((await hedge("--version")).stdout).toBe(`${version}\n`);
  const { stdout } = await hedge("--help");
  for (const name of ["train", "evaluate", "classify", "rank", "inspect", "serve", "publish", "start"])
    expect(stdout).toMatch(new RegExp(`^ {2}${name} `, "m"));
  expect((await hedge("train", "--help")).stdout).toMatch(/^Usage: hedge train \[options\]/);
  await expect(hedge("tarin")).rejects.toMatchObject({
    code: 2,
    stderr: "hedge: unknown command 'tarin' (Did you mean train?)\n",
  });
});

test("trains, and labels a file on threads, without TypeScript", async () => {
  const rows = ["black tea,tea", "green tea,tea", "plum jam,jam", "pear jam,jam"].join("\n");
  await writeFile(join(folder, "titles.csv"), `title,level\n${rows}\n`);
  const { stdout } = await hedge(
    ...["train", "--data", "titles.csv", "--levels", "level", "--out", "new.msgpack", "--preset", "quick"],
    ...["--chains", "1", "--warmup", "5", "--draws", "5", "--calibration", "0", "--word-vectors", "none"],
  );
  expect(stdout).toContain("new.msgpack: ");
  const many = `title\n${"black tea with a long name\n".repeat(20_000)}`;
  await writeFile(join(folder, "many.csv"), many);
  const { stderr } = await hedge("classify", "--data", "many.csv", "--out", "out.csv");
  expect(stderr).toContain("out.csv: 20,000 rows, ");
}, 60_000);

test("the examples of the page run in Node", async () => {
  await writeFile(join(folder, "answers.js"), example("loadModel"));
  expect((await run(process.execPath, ["answers.js"], { cwd: folder })).stdout).toContain(
    "[ 'food', 'tea' ]",
  );
  await writeFile(join(folder, "sampling.js"), example("logDensityAndGradient"));
  const { stdout } = await run(process.execPath, ["sampling.js"], { cwd: folder });
  const found = [...stdout.matchAll(/R-hat (1\.0\d\d), ESS (\d+)/g)];
  expect(found.map(([, , ess]) => Number(ess) > 400)).toEqual([true, true]);
});

test("the examples for Workers and browsers need nothing of Node", async () => {
  const bundle = async (name: string, code: string) => {
    await writeFile(join(folder, name), code);
    const outfile = join(folder, `bundled-${name}`);
    await build({
      entryPoints: [join(folder, name)],
      bundle: true,
      format: "esm",
      platform: "browser",
      outfile,
    });
    return outfile;
  };
  const worker = await import(pathToFileURL(await bundle("worker.js", example("env.ASSETS"))).href);
  const file = await readFile(join(folder, "models/model.msgpack"));
  const env = { ASSETS: { fetch: async () => new Response(file) } };
  const response = await worker.default.fetch(new Request("https://x/?title=black+tea"), env);
  expect(await response.json()).toMatchObject({ answer: { path: ["food", "tea"] } });
  await bundle("page.js", example("document.querySelector"));
  await bundle("nuts.js", 'import { sample } from "hedge/nuts";\nconsole.log(sample);\n');
});

test("has types that a strict program takes", async () => {
  await writeFile(
    join(folder, "typed.ts"),
    `import { type Answer, classifier, readModel } from "hedge";
import { loadModel, rHat } from "hedge/node";
import { sample } from "hedge/nuts";
const { model } = await loadModel("x");
const answer: Answer = classifier(model)("x", { top: 1 });
const path: readonly string[] | undefined = answer.answer?.path;
// @ts-expect-error a title is a string
classifier(await readModel(new Uint8Array()))(1);
const { chains } = sample({ dimension: 1, logDensityAndGradient: () => 0 }, { seed: 1 });
export const found: number = rHat(chains.map(({ draws }) => Float64Array.from(draws, ([x = 0]) => x)));
export { path };
`,
  );
  const config = { strict: true, noEmit: true, module: "nodenext", target: "es2024", types: ["node"] };
  await writeFile(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions: config, files: ["typed.ts"] }),
  );
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const outcome = await run(process.execPath, [compiler, "-p", folder]).catch((error) => error);
  expect(outcome.stdout).toBe("");
}, 60_000);
