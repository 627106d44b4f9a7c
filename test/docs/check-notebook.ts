import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { findPython } from "../../bench/peers/peer-process.ts";
import { withTemporaryFolder } from "../../trainer/files/temporary-folder.ts";
import { root } from "../fixtures/committed-files.ts";

/** Runs docs/draws.ipynb on a short run of the bundled catalogue: `npm run check:notebook`. */

const python = findPython(["arviz", "zarr"]);
if (python === null) {
  console.error("No Python with arviz and zarr: see bench/peers/README.md, then set HEDGE_PYTHON.");
  process.exit(1);
}
const { cells } = JSON.parse(readFileSync(join(root, "docs/draws.ipynb"), "utf8")) as {
  cells: { cell_type: string; source: string[] }[];
};
const program = cells
  .filter(({ cell_type }) => cell_type === "code")
  .map(({ source }) => source.join(""))
  .join("\n\n");

await withTemporaryFolder("hedge-notebook-", async (folder) => {
  const hedge = (...args: string[]) =>
    execFileSync(process.execPath, [join(root, "trainer/commands/hedge.ts"), ...args], {
      cwd: folder,
      stdio: ["ignore", "ignore", "inherit"],
    });
  const data = join(root, "data/sample/products.csv");
  hedge(
    ...["train", "--data", data, "--levels", "parent,child", "--out", "model.msgpack", "--preset", "quick"],
    ...["--chains", "2", "--warmup", "40", "--draws", "60", "--calibration", "0"],
  );
  hedge("draws", "model.run", "--out", "draws.zarr");
  execFileSync(python, ["-W", "error::DeprecationWarning:__main__", "-c", program], {
    cwd: folder,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, MPLBACKEND: "Agg" },
  });
  for (const name of ["trace.png", "rank.png"]) {
    if (statSync(join(folder, name)).size < 10_000) throw new Error(`${name} shows nothing`);
  }
});
