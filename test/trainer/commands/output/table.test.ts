import { expect, test } from "vitest";
import { table } from "../../../../trainer/commands/output/table.ts";

test("a table lines up: names to the left, figures to the right", () => {
  expect(
    table(
      ["level", "n"],
      [
        ["parent", "7"],
        ["child", "1234"],
      ],
    ),
  ).toBe("level      n\nparent     7\nchild   1234\n");
});
