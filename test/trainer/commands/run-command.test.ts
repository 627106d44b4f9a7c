import { expect, test } from "vitest";
import { hedge } from "./cli.ts";

test("--help of `npm run` shows that", async () => {
  const environment = process.env.npm_lifecycle_event;
  process.env.npm_lifecycle_event = "train";
  try {
    const { stdout } = await hedge("train", ["--help"]);
    expect(stdout).toMatch(/^Usage: npm run train -- \[options\]/);
  } finally {
    process.env.npm_lifecycle_event = environment;
    if (environment === undefined) delete process.env.npm_lifecycle_event;
  }
});
