import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";
import { ensurePredictiveKernel } from "../trainer/kernel/build-predictive.ts";

await ensurePredictiveKernel();

/** Tests that run in Node: everything but the worker's own (inside workerd) and the browser's. */
export default defineConfig({
  root: fileURLToPath(new URL("../", import.meta.url)),
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/keep-type-stripper.ts"],
    exclude: [...configDefaults.exclude, "test/worker/**", "test/browser/**"],
    // A loaded machine may take ten times as long as an idle one.
    testTimeout: 60_000,
  },
});
