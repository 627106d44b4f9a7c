import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);

/**
 * Wrangler's JavaScript entry, for the Node that runs this. `.bin/wrangler` might find an older
 * Node.
 */
export function wranglerProgram(): string {
  const manifest = require.resolve("wrangler/package.json");
  const { bin } = require(manifest) as { bin: Record<string, string> };
  return join(dirname(manifest), bin.wrangler ?? "bin/wrangler.js");
}

/** The workerd binary for this platform. */
export function workerdProgram(): string {
  return (require("workerd") as { default: string }).default;
}
