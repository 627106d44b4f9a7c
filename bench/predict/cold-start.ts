import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { median } from "./quantiles.ts";

/** CPU milliseconds from the file's bytes in memory, and the memory that stays; medians over fresh processes. */
export type ColdStart = { readonly open: number; readonly firstAnswer: number; readonly keptBytes: number };

const repeats = 7;

export async function coldStartInNode(file: string, title: string): Promise<ColdStart> {
  const results: ColdStart[] = [];
  const child = new URL("cold-child.ts", import.meta.url).pathname;
  for (let k = 0; k < repeats; k++) {
    const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", child, file, title]);
    results.push(JSON.parse(stdout) as ColdStart);
  }
  return {
    open: median(results.map(({ open }) => open)),
    firstAnswer: median(results.map(({ firstAnswer }) => firstAnswer)),
    keptBytes: median(results.map(({ keptBytes }) => keptBytes)),
  };
}
