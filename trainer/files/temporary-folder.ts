import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { undoAtEnd } from "./clean-up.ts";

/** Hands an empty folder to `use` and removes it afterwards, or when the process ends before (see `undoAtEnd`). */
export async function withTemporaryFolder<T>(
  prefix: string,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const forget = undoAtEnd(remove);
  try {
    return await use(folder);
  } finally {
    forget();
    remove();
  }
}
