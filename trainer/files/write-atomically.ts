import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { HedgeError } from "../../shared/errors.ts";

/**
 * Writes a file so that readers see the old content or the new, and never a part of it. The content
 * goes into a temporary file in the same folder, is flushed to disk, and the file is renamed. If
 * anything fails, the old file is unchanged and the temporary one removed. The folder must exist.
 *
 * @throws HedgeError `failed` for a full disk, `bad-usage` for a path that cannot be written
 */
export async function writeAtomically(path: string, bytes: Uint8Array): Promise<void> {
  await replaceFile(path, async (temporary) => {
    const file = await open(temporary, "wx");
    await file.writeFile(bytes).finally(() => file.close());
  });
}

/**
 * Replaces a file by what `write` writes to the temporary path that it is given, as
 * `writeAtomically` does.
 */
export async function replaceFile(path: string, write: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}.tmp`);
  try {
    await write(temporary);
    const file = await open(temporary, "r+");
    await file.sync().finally(() => file.close());
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw explainWriteFailure(path, error);
  }
  await syncFolder(dirname(path));
}

/**
 * Makes the rename durable. It may fail, as where a folder cannot be opened: the content is safe.
 */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, "r");
    await handle.sync().finally(() => handle.close());
  } catch {}
}

/** The HedgeError for a failed write to `path`, or `error` itself if no user can correct it. */
export function explainWriteFailure(path: string, error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const folder = dirname(path);
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
    case "EFBIG":
      return new HedgeError(
        "failed",
        `"${path}" could not be written: the disk is full; free some space or choose another place.`,
        { cause: error },
      );
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new HedgeError(
        "bad-usage",
        `"${path}" may not be written; check the permissions of the folder "${folder}" or choose another place.`,
        { cause: error },
      );
    case "ENOENT":
    case "ENOTDIR":
    case "EEXIST":
      return new HedgeError(
        "bad-usage",
        `There is no folder "${folder}" to write "${path}" into; make it first.`,
        {
          cause: error,
        },
      );
    case "EISDIR":
    case "ENOTEMPTY":
      return new HedgeError("bad-usage", `"${path}" is a folder; name a file to write.`, { cause: error });
    default:
      return error;
  }
}
