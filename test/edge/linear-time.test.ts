import * as v from "valibot";
import { expect, test } from "vitest";
import { truncateTitle } from "../../shared/answer/truncate-title.ts";
import { readSettings } from "../../worker/config/settings.ts";
import { entityTag, matchesEntityTag } from "../../worker/http/entity-tag.ts";
import { modelInQuery } from "../../worker/http/query-text.ts";
import { isRequestId } from "../../worker/http/request-ids.ts";
import { lineParser, parseArray } from "../../worker/middleware/parse-entries.ts";
import { isUtf8Query } from "../../worker/middleware/utf8-query.ts";
import { classifyQuery } from "../../worker/schemas/classify-query.ts";
import { growth } from "../fixtures/growth.ts";

const query = (title: string) => v.safeParse(classifyQuery, { title, min: title, top: title, model: title });

const bytes = (text: string) => new TextEncoder().encode(text);
const parseWhole = (text: string) => {
  try {
    return parseArray(bytes(text), Number.POSITIVE_INFINITY);
  } catch (error) {
    return error;
  }
};
/** In chunks of 1,000 bytes, as a network might deliver them. */
const parseLines = (text: string) => {
  const parser = lineParser(Number.POSITIVE_INFINITY);
  const whole = bytes(text);
  for (let from = 0; from < whole.length; from += 1_000) parser.push(whole.subarray(from, from + 1_000));
  return parser.end();
};

/**
 * What the text of a request goes through, with texts that are slow for careless patterns. Linear
 * growth is 16, quadratic 256.
 */
const passages: readonly (readonly [string, (size: number) => string, (text: string) => unknown])[] = [
  ["percent-encoding that is UTF-8", (n) => "%c3%a9".repeat(n), isUtf8Query],
  ["percent-encoding that ends badly", (n) => `${"%e2%82%ac".repeat(n)}%e2`, isUtf8Query],
  ["percent signs that are none", (n) => "%%2%".repeat(n), isUtf8Query],
  ["a query of blanks", (n) => " ".repeat(n), query],
  ["a query of digits", (n) => `${"0".repeat(n)}x`, query],
  ["a query of hyphens", (n) => `a${"-".repeat(n)}_`, query],
  ["a list of entity tags", (n) => '"x", '.repeat(n), (text) => matchesEntityTag(text, '"y"')],
  ["an entity tag without end", (n) => `"${" ".repeat(n)}`, (text) => matchesEntityTag(text, '"y"')],
  ["many models in a query", (n) => "?model=A&model=a".repeat(n), modelInQuery],
  ["the hash of a query", (n) => "abc".repeat(n), (text) => entityTag("sha256:0", text)],
  ["a request id", (n) => `${"a".repeat(n)}!`, isRequestId],
  ["deep JSON", (n) => "[".repeat(10 * n), parseWhole],
  ["JSON that is deep and whole", (n) => "[".repeat(n) + "]".repeat(n), parseWhole],
  ["lines of nothing", (n) => "\r\n \n".repeat(n), parseLines],
  ["lines of titles", (n) => '"lego"\n'.repeat(n), parseLines],
  ["a line without end", (n) => "x".repeat(10 * n), parseLines],
  ["a title that is too long", (n) => "a ".repeat(n), (text) => truncateTitle(text)],
  ["a title of one long word", (n) => "a".repeat(10 * n), (text) => truncateTitle(text)],
  ["a list of settings", (n) => ", ".repeat(n), (text) => readSettings({ CORS_ORIGINS: text })],
];

test.each(passages)("%s take time linear in their length", (_, make, run) => {
  expect(growth(make, run)).toBeLessThan(80);
});
