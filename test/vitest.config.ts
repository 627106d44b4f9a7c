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
    // With these keys V8 can crash when a thread frees machine code (nodejs/node#64500), and tests
    // start and end hundreds of threads.
    execArgv: ["--no-memory-protection-keys"],
    // A loaded machine may take ten times as long as an idle one.
    testTimeout: 60_000,
  },
});
