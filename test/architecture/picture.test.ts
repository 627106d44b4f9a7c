import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { architecturePicture } from "../../docs/pictures/architecture-picture.ts";
import { cruiseSides } from "../../docs/pictures/cruise.ts";
import { folderGraph, transitiveReduction } from "../../docs/pictures/folder-graph.ts";
import { root } from "../fixtures/committed-files.ts";

describe("the picture of the architecture", () => {
  test("shows the folders as they are (npm run draw:architecture)", async () => {
    const drawn = await architecturePicture(folderGraph(await cruiseSides(root)));
    expect(readFileSync(`${root}docs/images/architecture.svg`, "utf8")).toBe(drawn);
  });

  test("leaves out imports that a longer way implies, and no others", () => {
    const graph = new Map([
      ["a", ["b", "c", "d"]],
      ["b", ["c"]],
      ["c", []],
      ["d", []],
    ]);
    expect([...transitiveReduction(graph)]).toEqual([
      ["a", ["b", "d"]],
      ["b", ["c"]],
      ["c", []],
      ["d", []],
    ]);
  });
});
