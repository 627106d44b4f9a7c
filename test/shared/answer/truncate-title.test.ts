import { expect, test } from "vitest";
import { maxTitleLength, truncateTitle } from "../../../shared/answer/truncate-title.ts";

test("a title of the longest length stays as it is", () => {
  const title = "x".repeat(maxTitleLength);
  expect(truncateTitle(title)).toEqual({ title });
});

test("a longer one ends after its last whole word", () => {
  const title = "word ".repeat(maxTitleLength / 5);
  expect(truncateTitle(`${title}more`)).toEqual({
    title: title.trimEnd(),
    truncated: { from: maxTitleLength + 4, to: maxTitleLength - 1 },
  });
});

test("text without spaces is cut at the limit, and never within a character", () => {
  const pairs = "\u{1f600}".repeat(maxTitleLength);
  expect(truncateTitle(pairs)).toEqual({
    title: pairs.slice(0, maxTitleLength),
    truncated: { from: 2 * maxTitleLength, to: maxTitleLength },
  });
  const odd = truncateTitle(`x${pairs}`);
  expect(odd.title).toBe(`x${pairs}`.slice(0, maxTitleLength - 1));
  expect(odd.title.isWellFormed()).toBe(true);
});
