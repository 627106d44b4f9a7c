import { spawn } from "node:child_process";
import { sumLeavesIntoNodes, type TreeIndex } from "../../shared/tree/taxonomy.ts";
import { pathFinder } from "../../trainer/evaluation/levels.ts";
import { cleanUpAtExit } from "../../trainer/files/clean-up.ts";
import type { LeaveClassOutPrediction } from "../../trainer/predictions/predict-titles.ts";
import { peerScript } from "../peers/python.ts";

/** A title with its path, for a peer to train on. */
export type TrainingRow = { readonly title: string; readonly path: readonly string[] };

type PeerAnswer = {
  readonly paths: readonly (readonly string[])[];
  readonly probabilities: readonly (readonly number[])[];
  readonly versions: Readonly<Record<string, string>>;
};

/** Probabilities of every leaf by scikit-learn's logistic regression, title by title. */
export type PeerForecasts = {
  readonly versions: Readonly<Record<string, string>>;
  /** What the peer says to title `i`, in the form that the decision rule takes; how much of the title is known is taken from `own`. */
  forecast(i: number, own: LeaveClassOutPrediction): LeaveClassOutPrediction;
};

/** Trains the peer on `training` and asks it about `titles`. */
export async function logisticRegression(
  python: string,
  tree: TreeIndex,
  training: readonly TrainingRow[],
  titles: readonly string[],
): Promise<PeerForecasts> {
  const request = { training: training.map(({ title, path }) => [title, path]), titles };
  const { paths, probabilities, versions } = await ask<PeerAnswer>(python, request);
  const find = pathFinder(tree);
  const leafOf = new Map(tree.leaves.map((node, leaf) => [node, leaf]));
  const columns = paths.map((path) => leafOf.get(find(path)) ?? -1);
  const nothing = new Float64Array(tree.groups.length);
  return {
    versions,
    forecast(i, own) {
      const leaves = new Float64Array(tree.leaves.length);
      columns.forEach((leaf, column) => {
        leaves[leaf] = probabilities[i]?.[column] ?? 0;
      });
      const nodes = new Float64Array(tree.nodeCount);
      sumLeavesIntoNodes(tree, leaves, nodes);
      const struck = { newChildren: nothing, known: own.known };
      return { ...own, nodes, ...struck, withoutLeaf: struck, withoutTop: struck };
    },
  };
}

function ask<T>(python: string, request: unknown): Promise<T> {
  const child = spawn(python, [peerScript("probabilities.py")], { stdio: ["pipe", "pipe", "inherit"] });
  const forget = cleanUpAtExit(() => child.kill());
  child.stdin.end(JSON.stringify(request));
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    child.stdout.on("data", (part: Buffer) => parts.push(part));
    child.on("error", reject);
    child.on("close", (code) => {
      forget();
      if (code === 0) resolve(JSON.parse(Buffer.concat(parts).toString("utf8")) as T);
      else reject(new Error(`probabilities.py ended with status ${code}`));
    });
  });
}
