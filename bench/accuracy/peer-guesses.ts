import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { usefulThreads } from "../../trainer/commands/train-defaults.ts";
import type { Progress } from "../../trainer/progress.ts";
import { startPeer } from "../peers/peer-process.ts";
import { peerScript } from "../peers/python.ts";
import type { Contest } from "./contest.ts";
import { type PeerTask, peerClasses, writePeerRequest } from "./peer-request.ts";
import type { Guess } from "./score.ts";

/** One classifier of others, with the features it gets and what it is trained to tell apart. */
export type PeerMethod = {
  readonly name: string;
  readonly method: string;
  readonly features: "words" | "hedge" | "own";
  /** The leaves, or the top level alone. */
  readonly classes: "leaves" | "top";
  /** What cross-validation chooses by, or null for what the library does untold. */
  readonly tuned: "errors" | "log-loss" | null;
};

export type PeerGuess = {
  readonly name: string;
  readonly guess: Guess;
  /** What cross-validation has chosen. */
  readonly chosen: string;
  readonly seconds: number;
};

type PeerAnswer = {
  readonly chosen: string;
  readonly classes: readonly number[];
  readonly hasProbabilities: boolean;
  readonly seconds: number;
};

/**
 * Trains others on a contest's rows, one after the other.
 *
 * @param onGuess told what each says as soon as it has said it
 * @returns the versions of what they are made of
 */
export async function peerGuesses(
  python: string,
  contest: Contest,
  task: PeerTask,
  methods: readonly PeerMethod[],
  progress: Progress,
  onGuess: (guess: PeerGuess) => void,
): Promise<Readonly<Record<string, string>>> {
  const folder = await mkdtemp(join(tmpdir(), "hedge-peers-"));
  try {
    writePeerRequest(folder, contest, task);
    const peer = await startPeer(python, [peerScript("accuracy.py"), folder], usefulThreads());
    try {
      const classes = peerClasses(contest);
      const bar = progress.start("peers", methods.length);
      for (const [done, { name, method, features, classes: told, tuned }] of methods.entries()) {
        bar.advance(done, name);
        const level = told === "top" ? 0 : classes.length - 1;
        const answer = (await peer.ask(JSON.stringify({ method, features, level, tuned }))) as PeerAnswer;
        onGuess({
          name,
          guess:
            answer.hasProbabilities && told === "leaves"
              ? { kind: "probabilities", leaves: await readProbabilities(folder) }
              : { kind: "classes", nodes: answer.classes.map((place) => classes[level]?.[place] ?? -1) },
          chosen: answer.chosen,
          seconds: answer.seconds,
        });
      }
      bar.advance(methods.length);
      bar.finish();
      return (peer.hello as { versions: Record<string, string> }).versions;
    } finally {
      peer.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readProbabilities(folder: string): Promise<Float64Array> {
  return new Float64Array(Uint8Array.from(await readFile(join(folder, "probabilities.f64"))).buffer);
}
