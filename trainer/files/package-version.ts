import { readFileSync } from "node:fs";

/** The version of hedge. */
export function packageVersion(): string {
  const found = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  return found.version;
}
