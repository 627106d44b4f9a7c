import { writeAtomically } from "../../files/write-atomically.ts";

/** The one JSON document of `--json`. Numbers that are not finite become null. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Whether a `--report` is to be JSON rather than an HTML page, by the end of its name. */
export function isJsonReport(file: string): boolean {
  return /\.json$/i.test(file);
}

/** Writes a `--report` as an HTML page. */
export async function writeReport(file: string, page: string): Promise<void> {
  await writeAtomically(file, new TextEncoder().encode(page));
}

/** Writes a `--report` whose name ends in .json: the same document, to a file. */
export async function writeJson(file: string, value: unknown): Promise<void> {
  await writeAtomically(file, new TextEncoder().encode(jsonText(value)));
}
