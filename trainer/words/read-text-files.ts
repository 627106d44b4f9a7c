import { HedgeError } from "../../shared/errors.ts";
import { readLines } from "./read-lines.ts";

/** More texts than these would not change the vectors. */
const mostTexts = 1_000_000;

/**
 * Reads texts without labels, one a line, from plain or gzipped UTF-8 files. Blank lines are no
 * texts. Of more than a million texts the first million is taken; `onCut` is told.
 *
 * @throws HedgeError `missing-file` for a file that cannot be read
 */
export async function readTextFiles(files: readonly string[], onCut: () => void): Promise<string[]> {
  const texts: string[] = [];
  for (const file of files) {
    try {
      for await (const line of readLines(file)) {
        if (texts.length === mostTexts) {
          onCut();
          return texts;
        }
        if (line.trim() !== "") texts.push(line);
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new HedgeError("missing-file", `"${file}" cannot be read (${reason}); check --text.`);
    }
  }
  return texts;
}
