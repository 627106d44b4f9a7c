import { readFileSync } from "node:fs";
import type { Training } from "../../trainer/evaluation/temporary-model.ts";
import { presets } from "../../trainer/model/preset.ts";
import { presetRegression } from "../../trainer/model/regression.ts";
import type { Progress } from "../../trainer/progress/progress.ts";
import { findPython, peerScript } from "../peers/python.ts";
import type { Contest } from "./contest.ts";
import { hedgeGuess } from "./hedge-guess.ts";
import { contestIdentity, type KeptResults, presetIdentity, resultKey } from "./kept-results.ts";
import { openPeers, type PeerMethod, type Peers, peerSources } from "./peer-guesses.ts";
import type { PeerTask } from "./peer-request.ts";
import { type LeftOut, openRoll, type Roll, type Run, reasonOf, stopped } from "./roll.ts";
import { titlesOfSmall } from "./score.ts";

/** hedge in one form. The features of the first form's preset are those that peers get. */
export type HedgeForm = { readonly name: string; readonly training: Training; readonly flat: boolean };

/** All contestants on one split. */
export type ContestResult = {
  readonly seed: number;
  readonly trainingRows: number;
  readonly leaves: number;
  readonly testRows: number;
  /** Rows left out of the test, since no training title has their class. */
  readonly unseen: number;
  /** Test rows of leaves with few training titles. */
  readonly smallRows: number;
  /** Features of hedge, the intercept included. */
  readonly features: number;
  readonly runs: readonly Run[];
  readonly versions: Readonly<Record<string, string>>;
  readonly leftOut: readonly LeftOut[];
};

/**
 * Trains and judges everybody on one split. Every result is said, and kept, as soon as it is there; one that is kept already is not computed again.
 * Who fails is left out, and the others go on; who has not had a turn when `signal` is aborted is left out, too.
 */
export async function runContest(
  contest: Contest,
  forms: readonly HedgeForm[],
  methods: readonly PeerMethod[],
  foldsBy: PeerTask["foldsBy"],
  kept: KeptResults<Run>,
  progress: Progress,
  signal: AbortSignal,
): Promise<ContestResult> {
  const [first] = forms;
  if (first === undefined) throw new RangeError("no form of hedge");
  const roll = openRoll(contest, kept, progress, signal);
  for (const { name, training, flat } of forms) {
    await roll.call({ name, who: "hedge" }, hedgeKey(contest, training, flat), () =>
      hedgeGuess(contest, training, flat, progress, signal),
    );
  }
  const preset = presets[first.training.preset];
  const { vocabulary } = presetRegression(preset, contest);
  // On one level, the top level alone is what the leaves are.
  const asked = methods.filter(({ classes }) => classes === "leaves" || first.training.levels.length > 1);
  const task = { vocabulary, classNames: preset.classNames, foldsBy };
  return {
    seed: first.training.seed,
    trainingRows: contest.titles.length,
    leaves: contest.tree.leaves.length,
    testRows: contest.test.length,
    unseen: contest.unseen,
    smallRows: titlesOfSmall(contest).length,
    features: 1 + vocabulary.terms.length,
    versions: await callPeers(contest, task, asked, roll, progress, signal),
    runs: roll.runs,
    leftOut: roll.leftOut,
  };
}

/** @returns the versions of what the peers are made of */
async function callPeers(
  contest: Contest,
  task: PeerTask,
  methods: readonly PeerMethod[],
  roll: Roll,
  progress: Progress,
  signal: AbortSignal,
): Promise<ContestResult["versions"]> {
  if (signal.aborted) {
    roll.leaveOut("all peers", stopped);
    return {};
  }
  const python = findPython(["sklearn"]);
  if (python.kind === "unavailable") {
    roll.leaveOut("all peers", python.why);
    return {};
  }
  let peers: Peers;
  try {
    peers = await openPeers(python.command, contest, task, signal);
  } catch (error) {
    roll.leaveOut("all peers", signal.aborted ? stopped : reasonOf(error));
    return {};
  }
  const hasFastText = findPython(["sklearn", "fasttext"]).kind === "found";
  const bar = progress.start("peers", methods.length);
  try {
    for (const [done, method] of methods.entries()) {
      bar.advance(done, method.name);
      if (method.features === "own" && !hasFastText) roll.leaveOut(method.name, "not installed");
      else
        await roll.call(
          { name: method.name, who: "peer" },
          peerKey(contest, task, method, peers.versions),
          () => peers.guess(method),
        );
    }
    bar.advance(methods.length);
  } finally {
    bar.finish();
    await peers.close();
  }
  return peers.versions;
}

/** Names what a form of hedge comes to, whatever the form is called and the number of threads is. */
export function hedgeKey(contest: Contest, training: Training, flat: boolean): string {
  const { threads: _, preset, ...told } = training;
  const sampled = Object.entries(told).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return resultKey(
    "hedge",
    presetIdentity(presets[preset], contest.tree),
    sampled,
    flat,
    contestIdentity(contest),
  );
}

/** Names what a peer comes to: its library, the scripts that train it, its features and rows. */
export function peerKey(
  contest: Contest,
  task: PeerTask,
  { name: _, ...method }: PeerMethod,
  versions: ContestResult["versions"],
): string {
  const sources = peerSources.map((file) => readFileSync(peerScript(file), "utf8"));
  return resultKey("peer", method, task, sources, versions, contestIdentity(contest));
}
