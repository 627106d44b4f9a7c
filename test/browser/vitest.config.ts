import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Tests of the page in a real browser, against the worker under plain workerd. */
export default defineConfig({
  root: fileURLToPath(new URL("../../", import.meta.url)),
  test: { include: ["test/browser/**/*.test.ts"], testTimeout: 30_000, hookTimeout: 60_000 },
});
