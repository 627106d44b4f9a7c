import { InvalidArgumentError } from "commander";
import { parse } from "csv-parse/sync";

/** Parser of an option that is a whole number in [least, most]. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^[+-]?\d+$/.test(text) || !Number.isSafeInteger(value))
      throw new InvalidArgumentError("It must be a whole number.");
    if (value < least) throw new InvalidArgumentError(`It must be at least ${least}.`);
    if (value > most) throw new InvalidArgumentError(`It must be at most ${most}.`);
    return value;
  };
}

/** A share of at least 0 and less than 1. */
export function share(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value < 1)) {
    throw new InvalidArgumentError("It must be a number of at least 0 and less than 1, for example 0.33.");
  }
  return value;
}

/** A share above 0 and below 1. */
export function acceptance(text: string): number {
  const value = Number(text);
  if (value > 0 && value < 1) return value;
  throw new InvalidArgumentError("It must be a number above 0 and below 1, for example 0.9.");
}

/** Seconds, of a time such as `90m`, `2h` or `1h30m`. */
export function duration(text: string): number {
  const parts = /^(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?$/.exec(text.trim());
  const [hours = 0, minutes = 0, seconds = 0] = (parts ?? []).slice(1).map((part) => Number(part ?? 0));
  const all = 3600 * hours + 60 * minutes + seconds;
  if (all > 0) return all;
  throw new InvalidArgumentError("It must be a time above 0 with its unit, for example 90m, 2h or 1h30m.");
}

/** Bytes, of gigabytes above 0. */
export function gigabytes(text: string): number {
  const value = Number(text);
  if (value > 0 && value < Number.POSITIVE_INFINITY) return 1e9 * value;
  throw new InvalidArgumentError("It must be a number of GB above 0, for example 5.");
}

/** `cross-fit`, or a share. */
export function calibration(text: string): number | "cross-fit" {
  if (text === "cross-fit") return text;
  try {
    return share(text);
  } catch {
    throw new InvalidArgumentError(
      "It must be cross-fit, or a number of at least 0 and less than 1, for example 0.15.",
    );
  }
}

/** A number from 0 to 1. */
export function probability(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value <= 1)) {
    throw new InvalidArgumentError("It must be a number from 0 to 1, for example 0.9.");
  }
  return value;
}

/** Names separated by commas, none of them empty. One with a comma stands in double quotes. */
export function names(text: string): string[] {
  const [list = [], ...others] = parse(text, { relax_quotes: true, trim: true });
  if (others.length > 0 || list.length === 0 || list.includes("")) {
    throw new InvalidArgumentError(
      "It must be column names separated by commas, top level first, in double quotes where one has a comma.",
    );
  }
  return list;
}

/** A share below 1, or a number of rows. */
export function shareOrCount(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= 0 && (value < 1 || Number.isSafeInteger(value))) return value;
  throw new InvalidArgumentError("It must be a share below 1, for example 0.1, or a whole number of rows.");
}

/** Any text but an empty one, such as the name of a file or a column. */
export function notEmpty(text: string): string {
  if (text === "") throw new InvalidArgumentError("It must not be empty.");
  return text;
}
