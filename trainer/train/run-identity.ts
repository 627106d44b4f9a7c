import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { RunIdentity } from "../chains/run-folder.ts";
import type { DataSet } from "../data/data-set.ts";
import { kernelFile } from "../kernel/build.ts";
import { hasLogitNoise, type TrainOptions } from "./options.ts";

/**
 * What a resumed run must have in common with the first. The kernel and the version belong to it,
 * so that one run does not mix the draws of two releases.
 */
export function runIdentity(options: TrainOptions, { hash }: DataSet): RunIdentity {
  const {
    preset,
    backend,
    chains,
    warmup,
    draws,
    seed,
    calibration = 0,
    wordVectors = "none",
    text = [],
  } = options;
  const kernel = createHash("sha256")
    .update(readFileSync(kernelFile("relaxed")))
    .digest("hex");
  return {
    hedge: packageVersion(),
    kernel,
    dataHash: hash,
    calibration,
    wordVectors,
    text: text.join("\n"),
    preset,
    noise: hasLogitNoise(options),
    backend,
    chains,
    warmup,
    draws,
    seed,
  };
}

/** The version of hedge. */
export function packageVersion(): string {
  const found = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  return found.version;
}
