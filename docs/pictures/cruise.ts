import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { cruise, type ICruiseResult } from "dependency-cruiser";

/** The repository's folder. */
export const repository = fileURLToPath(new URL("../../", import.meta.url));

/** The sides whose imports have rules. */
export const sides: readonly string[] = ["shared", "trainer", "worker", "bench"];

const { options, ...ruleSet } = createRequire(import.meta.url)(`${repository}.dependency-cruiser.cjs`);

/**
 * Modules, folders and broken import rules below a folder, as dependency-cruiser finds them.
 *
 * @param names the sides that are there
 */
export async function cruiseSides(folder: string, names = sides): Promise<ICruiseResult> {
  const settings = { ...options, baseDir: folder, validate: true, ruleSet };
  const { output } = await cruise([...names], settings);
  if (typeof output === "string") throw new Error(output);
  return output;
}
