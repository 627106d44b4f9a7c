import { expect, test } from "vitest";
import { uniqueNames } from "../../../trainer/labelling/row-writer.ts";

test("names differ and are not empty", () => {
  expect(uniqueNames(["a", "a", "", "a (2)", "a"])).toEqual(["a", "a (2)", "column 3", "a (2) (2)", "a (3)"]);
});
