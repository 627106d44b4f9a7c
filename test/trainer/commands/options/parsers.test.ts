import { InvalidArgumentError } from "commander";
import { expect, test } from "vitest";
import {
  calibration,
  duration,
  names,
  notEmpty,
  share,
  shareOrCount,
  wholeNumber,
} from "../../../../trainer/commands/options/parsers.ts";

test("whole numbers in range", () => {
  const parse = wholeNumber(1, 100);
  expect(["1", "100", "+7", "007"].map(parse)).toEqual([1, 100, 7, 7]);
  for (const text of ["", " ", "1.5", "1e1", "0x10", "seven", "Infinity", "NaN", "1 2", "9".repeat(20)]) {
    expect(() => parse(text), text).toThrow("It must be a whole number.");
  }
  expect(() => parse("0")).toThrow("It must be at least 1.");
  expect(() => parse("-1")).toThrow("It must be at least 1.");
  expect(() => parse("101")).toThrow("It must be at most 100.");
});

test("a share is at least 0 and less than 1", () => {
  expect(["0", "0.33", ".5", "1e-3"].map(share)).toEqual([0, 0.33, 0.5, 0.001]);
  for (const text of ["", " ", "1", "-0.1", "33%", "NaN"])
    expect(() => share(text), text).toThrow(InvalidArgumentError);
});

test("calibration is cross-fit or a share", () => {
  expect(["cross-fit", "0", "0.15"].map(calibration)).toEqual(["cross-fit", 0, 0.15]);
  for (const text of ["", "crossfit", "1", "-0.1"])
    expect(() => calibration(text), text).toThrow("It must be cross-fit, or a number of at least 0");
});

test("names are separated by commas and none is empty", () => {
  expect(names("parent, child ,type")).toEqual(["parent", "child", "type"]);
  expect(names('"Category, main", type')).toEqual(["Category, main", "type"]);
  expect(names('12" pan,"a ""b"""')).toEqual(['12" pan', 'a "b"']);
  for (const text of ["", ",", "parent,", "a,,b", "a\nb"])
    expect(() => names(text), text).toThrow(InvalidArgumentError);
});

test("bad rows are a share below 1 or a number of rows", () => {
  expect(["0", "0.25", "1", "20"].map(shareOrCount)).toEqual([0, 0.25, 1, 20]);
  for (const text of ["", "-1", "1.5", "10%", "all"])
    expect(() => shareOrCount(text), text).toThrow("It must be a share below 1");
});

test("a file name is not empty", () => {
  expect(notEmpty("a b.csv")).toBe("a b.csv");
  expect(() => notEmpty("")).toThrow(InvalidArgumentError);
});

test("a time has units, and is above 0", () => {
  expect(["90m", "2h", "1h30m", "45s", "0.5h", "1h0m1s"].map(duration)).toEqual([
    5400, 7200, 5400, 45, 1800, 3601,
  ]);
  for (const text of ["", " ", "60", "m", "0m", "-1h", "1d", "30m1h", "1e3s", "1 h"])
    expect(() => duration(text), text).toThrow("It must be a time above 0 with its unit");
});
