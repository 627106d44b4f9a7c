import { randomBytes } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { HedgeError } from "../../shared/errors.ts";
import { cleanUpAtExit } from "./clean-up-at-exit.ts";
import { explainWriteFailure } from "./write-atomically.ts";

/**
 * Makes a folder of what `write` writes into the empty one that it is given. The folder appears
 * when it is complete. One that is there is replaced if it is empty or has the file `mark`, which
 * says that it was made so.
 *
 * @throws HedgeError `bad-usage` for a folder with other content, or as `writeAtomically`
 */
export async function replaceFolder(
  folder: string,
  mark: string,
  write: (temporary: string) => Promise<void>,
): Promise<void> {
  const isThere = existsSync(folder);
  if (
    isThere &&
    !existsSync(join(folder, mark)) &&
    (await readdir(folder).catch(() => [folder])).length > 0
  ) {
    throw new HedgeError("bad-usage", `"${folder}" is there already, with other content; name a new folder.`);
  }
  const temporary = join(dirname(folder), `.${basename(folder)}.${randomBytes(6).toString("hex")}.tmp`);
  const remove = () => rmSync(temporary, { recursive: true, force: true });
  const removeCleanUp = cleanUpAtExit(remove);
  try {
    await mkdir(temporary, { recursive: true });
    await write(temporary);
    if (isThere) await rm(folder, { recursive: true });
    await rename(temporary, folder);
  } catch (error) {
    throw explainWriteFailure(folder, error);
  } finally {
    removeCleanUp();
    remove();
  }
}
