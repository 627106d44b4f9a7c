import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HedgeError } from "../../shared/errors.ts";
import { usefulThreads } from "../../trainer/commands/options/train-defaults.ts";
import { cleanUpAtExit } from "../../trainer/files/clean-up.ts";
import { type PeerProcess, startPeer } from "../peers/peer-process.ts";
import { peerScript } from "../peers/python.ts";
import type { Contest } from "./contest.ts";
import { type PeerTask, peerClasses, writePeerRequest } from "./peer-request.ts";
import type { Answer } from "./roll.ts";

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

/** The scripts whose text decides what peers answer. */
export const peerSources = ["accuracy.py", "catalogue.py"] as const;

/** Others, ready to be trained on one contest's rows. */
export type Peers = {
  /** What they are made of. */
  readonly versions: Readonly<Record<string, string>>;
  /**
   * Trains one of them and asks it; `chosen` is what cross-validation has chosen. After a failure, be it of the whole process, the others can be asked.
   *
   * @throws HedgeError `failed` with what it complained of
   */
  guess(method: PeerMethod): Promise<Answer>;
  close(): Promise<void>;
};

type PeerAnswer =
  | { readonly failed: string }
  | {
      readonly chosen: string;
      readonly classes: readonly number[];
      readonly hasProbabilities: boolean;
      readonly seconds: number;
    };

/**
 * Gives others a contest's rows. Aborting `signal` ends what they are at.
 *
 * @throws HedgeError `failed` when they cannot start
 */
export async function openPeers(
  python: string,
  contest: Contest,
  task: PeerTask,
  signal: AbortSignal,
): Promise<Peers> {
  const folder = mkdtempSync(join(tmpdir(), "hedge-peers-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const forget = cleanUpAtExit(remove);
  const start = () => startPeer(python, [peerScript(peerSources[0]), folder], usefulThreads(), signal);
  let peer: PeerProcess | null = null;
  const close = async () => {
    peer?.close();
    forget();
    remove();
  };
  try {
    writePeerRequest(folder, contest, task);
    peer = await start();
  } catch (error) {
    await close();
    throw error;
  }
  const { versions } = peer.hello as { versions: Record<string, string> };
  const classes = peerClasses(contest);
  return {
    versions,
    close,
    guess: async ({ method, features, classes: told, tuned }) => {
      const level = told === "top" ? 0 : classes.length - 1;
      peer ??= await start();
      let answer: PeerAnswer;
      try {
        answer = (await peer.ask(JSON.stringify({ method, features, level, tuned }))) as PeerAnswer;
      } catch (error) {
        peer = null;
        throw error;
      }
      if ("failed" in answer) throw new HedgeError("failed", answer.failed);
      return {
        guess:
          answer.hasProbabilities && told === "leaves"
            ? { kind: "probabilities", leaves: await readProbabilities(folder) }
            : { kind: "classes", nodes: answer.classes.map((place) => classes[level]?.[place] ?? -1) },
        chosen: answer.chosen,
        seconds: answer.seconds,
      };
    },
  };
}

async function readProbabilities(folder: string): Promise<Float64Array> {
  return new Float64Array(Uint8Array.from(await readFile(join(folder, "probabilities.f64"))).buffer);
}
