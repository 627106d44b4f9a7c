import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cleanUpAtExit } from "./clean-up-at-exit.ts";

/**
 * Passes an empty folder to `use` and removes it afterwards, or if the process ends before (see
 * `cleanUpAtExit`).
 */
export async function withTemporaryFolder<T>(
  prefix: string,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const removeCleanUp = cleanUpAtExit(remove);
  try {
    return await use(folder);
  } finally {
    removeCleanUp();
    remove();
  }
}
