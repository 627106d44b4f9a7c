import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Vocabulary, vectoriser } from "../../shared/text/vocabulary.ts";
import { classAtLevel } from "../../trainer/evaluation/levels.ts";
import { classNameTitles } from "../../trainer/features/class-names.ts";
import { designMatrix } from "../../trainer/features/design-matrix.ts";
import { writeArrays } from "../peers/write-arrays.ts";
import type { Contest } from "./contest.ts";

/** "HEDF" and the version of the layout that `bench/peers/README.md` describes. */
const magic = 0x46444548;
const layoutVersion = 1;

/** How the peers are to train. */
export type PeerTask = {
  /** hedge's own features; peers get the same ones, bit for bit. */
  readonly vocabulary: Vocabulary;
  /** Whether class names are offered as titles, as hedge has them. */
  readonly classNames: boolean;
  /** What cross-validation keeps together: the rows of a title, or nothing. */
  readonly foldsBy: "title" | "row";
};

/** Classes of every level in the order that peers number them: nodes of the tree. The last level's are the leaves. */
export function peerClasses({ tree }: Contest): number[][] {
  return tree.taxonomy.levels.map((_, level) =>
    level === tree.taxonomy.levels.length - 1
      ? [...tree.leaves]
      : [...new Set(tree.leaves.map((leaf) => classAtLevel(tree, leaf, level + 1)))],
  );
}

/** Writes `request.json` and `features.bin` into `folder`: rows are the training titles, class names, then the test titles. */
export function writePeerRequest(folder: string, contest: Contest, task: PeerTask): void {
  const { tree, test } = contest;
  const names = task.classNames ? classNameTitles(tree) : { titles: [], labels: [] };
  const titles = [...contest.titles, ...names.titles, ...test.map(({ title }) => title)];
  const leaves = [...contest.labels, ...names.labels].map((leaf) => tree.leaves[leaf] ?? 0);
  const classes = peerClasses(contest);
  const labels = classes.map((nodes, level) => {
    const placeOf = new Map(nodes.map((node, place) => [node, place]));
    return leaves.map((leaf) => placeOf.get(classAtLevel(tree, leaf, level + 1)) ?? -1);
  });
  const request = {
    titles,
    training: contest.titles.length,
    names: names.titles.length,
    labels,
    classes: classes.map((nodes) => nodes.length),
    foldsBy: task.foldsBy,
  };
  writeFileSync(join(folder, "request.json"), JSON.stringify(request));

  const features = 1 + task.vocabulary.terms.length;
  const design = designMatrix(titles.map(vectoriser(task.vocabulary)), features);
  const { rowStart, rowFeature, rowValue } = design;
  const header = Int32Array.of(magic, layoutVersion, design.rows, features, rowFeature.length, 0, 0, 0);
  writeArrays(join(folder, "features.bin"), [header, rowStart, rowFeature, rowValue]);
}
