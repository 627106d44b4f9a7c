import { InvalidArgumentError, Option } from "commander";
import { profileNames } from "./profiles.ts";

/** Numbers of classes, top level first: none is smaller than the one before. */
export function classCounts(text: string): number[] {
  const counts = text.split(",").map(Number);
  const isRising = counts.every(
    (count, k) => Number.isSafeInteger(count) && count >= Math.max(1, counts[k - 1] ?? 1),
  );
  if (isRising && text.trim() !== "") return counts;
  throw new InvalidArgumentError("It must be whole numbers, each at least as large as the one before.");
}

/** The option that names the real catalogue to be like. */
export function likeOption(): Option {
  return new Option("--like <name>", "real catalogue whose statistics the titles have")
    .choices(profileNames)
    .default("amazon");
}
