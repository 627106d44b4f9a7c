import type { Training } from "../../trainer/evaluate/temporary-model.ts";
import { presets } from "../../trainer/model/preset.ts";
import type { Progress } from "../../trainer/progress.ts";
import { findPython } from "../peers/python.ts";
import type { Contest } from "./contest.ts";
import { hedgeGuess } from "./hedge-guess.ts";
import { type PeerMethod, peerGuesses } from "./peer-guesses.ts";
import type { PeerTask } from "./peer-request.ts";
import { type Guess, type Scores, score, titlesOfSmall } from "./score.ts";

/** hedge in one form. The features of the first form are those that peers get. */
export type HedgeForm = { readonly name: string; readonly training: Training; readonly flat: boolean };

/** What one contestant has come to on one split. */
export type Run = Scores & {
  readonly name: string;
  readonly who: "hedge" | "peer";
  /** What it was trained with. */
  readonly chosen: string;
  readonly seconds: number;
};

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
  /** Who did not take part, and why. */
  readonly missing: readonly string[];
};

/** Trains and judges everybody on one split. Every result is said as soon as it is there. */
export async function runContest(
  contest: Contest,
  forms: readonly HedgeForm[],
  methods: readonly PeerMethod[],
  foldsBy: PeerTask["foldsBy"],
  progress: Progress,
): Promise<ContestResult> {
  const runs: Run[] = [];
  const judge = (run: Omit<Run, keyof Scores> & { readonly guess: Guess }) => {
    const { guess, ...rest } = run;
    const scores = score(contest, guess);
    runs.push({ ...rest, ...scores });
    const accuracies = scores.levels.map(({ accuracy }) => accuracy?.toFixed(4) ?? "-").join(", ");
    const loss = scores.levels.at(-1)?.logLoss;
    progress.say(
      `${rest.name}: accuracy ${accuracies}${loss == null ? "" : `, log-loss ${loss.toFixed(4)}`} (${rest.chosen})`,
    );
  };
  const [first] = forms;
  if (first === undefined) throw new RangeError("no form of hedge");
  let vocabulary: PeerTask["vocabulary"] | null = null;
  for (const { name, training, flat } of forms) {
    const found = await hedgeGuess(contest, training, flat, progress);
    vocabulary ??= found.vocabulary;
    judge({ name, who: "hedge", guess: found.guess, chosen: found.chosen, seconds: found.seconds });
  }
  if (vocabulary === null) throw new RangeError("no vocabulary");

  const python = findPython(["sklearn"]);
  const hasFastText = findPython(["sklearn", "fasttext"]).kind === "found";
  // On one level, the top level alone is what the leaves are.
  const asked = methods.filter(({ classes }) => classes === "leaves" || first.training.levels.length > 1);
  const able = asked.filter(({ features }) => hasFastText || features !== "own");
  const missing = asked
    .filter((method) => !able.includes(method))
    .map(({ name }) => `${name}: not installed`);
  const task = { vocabulary, classNames: presets[first.training.preset].classNames, foldsBy };
  const versions =
    python.kind === "found"
      ? await peerGuesses(python.command, contest, task, able, progress, (found) =>
          judge({ ...found, who: "peer" }),
        )
      : {};
  return {
    seed: first.training.seed,
    trainingRows: contest.titles.length,
    leaves: contest.tree.leaves.length,
    testRows: contest.test.length,
    unseen: contest.unseen,
    smallRows: titlesOfSmall(contest).length,
    features: 1 + vocabulary.terms.length,
    runs,
    versions,
    missing: python.kind === "found" ? missing : [`all peers: ${python.why}`],
  };
}
