import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { HedgeError } from "../../shared/errors.ts";

/** File that tells one shared folder from another, wherever it is mounted. */
const markFile = ".hedge-shared.json";

/**
 * The identity of a folder that several machines have: made by the first that comes, and read by
 * all others. With it jobs come only to workers that have their files.
 *
 * @throws HedgeError `missing-file` or `bad-usage` for what is no folder, or cannot be written
 */
export function sharedFolderId(folder: string): string {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new HedgeError("missing-file", `There is no folder "${folder}"; mount or make it for --shared.`);
  const file = join(folder, markFile);
  try {
    if (!existsSync(file))
      writeFileSync(file, JSON.stringify({ id: randomBytes(8).toString("hex") }), { flag: "wx" });
  } catch (error) {
    // Another machine may have been faster.
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) {
      throw new HedgeError(
        "bad-usage",
        `The folder "${folder}" of --shared cannot be written to; check its permissions.`,
        {
          cause: error,
        },
      );
    }
  }
  return (JSON.parse(readFileSync(file, "utf8")) as { id: string }).id;
}

/**
 * Where a path of a job is on this machine.
 *
 * @throws HedgeError `bad-usage` for a path that leads out of the shared folder
 */
export function pathHere(shared: string, path: string): string {
  const here = join(shared, path);
  pathInShared(shared, here);
  return here;
}

/**
 * A path below the shared folder, which is the same on all machines.
 *
 * @throws HedgeError `bad-usage` for a path outside of it
 */
export function pathInShared(shared: string, path: string): string {
  const inside = relative(resolve(shared), resolve(path));
  if (inside === "" || inside.startsWith("..") || isAbsolute(inside)) {
    throw new HedgeError(
      "bad-usage",
      `"${path}" is not in the folder "${shared}" of --shared, where workers look for it; name one inside that.`,
    );
  }
  return inside.split(sep).join("/");
}
