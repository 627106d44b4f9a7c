import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { HedgeError } from "../../shared/errors.ts";
import { fileBeside } from "../files/file-beside.ts";
import { writeAtomically } from "../files/write-atomically.ts";

/** Files of one chain in a run folder. */
export type ChainFiles = {
  /** Kept draws, `drawBytes` each (see `draw-file.ts`): all of them, or some in half precision. */
  readonly draws: string;
  readonly someDraws: string;
  /** A line of JSON for every iteration, warm-up included. */
  readonly trace: string;
  /** The chain's state, to go on from. */
  readonly checkpoint: string;
  /** Which worker has the chain, where workers of a queue run it. */
  readonly claim: string;
  /** What a worker of a queue needs to run the chain. */
  readonly job: string;
};

/** Paths of a chain's files. */
export function chainFiles(folder: string, chain: number): ChainFiles {
  return {
    draws: join(folder, `chain-${chain}.draws.f32`),
    someDraws: join(folder, `chain-${chain}.draws.bf16`),
    trace: join(folder, `chain-${chain}.trace.ndjson`),
    checkpoint: join(folder, `chain-${chain}.checkpoint.msgpack`),
    claim: join(folder, `chain-${chain}.claim.json`),
    job: join(folder, `chain-${chain}.job.msgpack`),
  };
}

/** `models/model.msgpack` keeps its run in `models/model.run/`. */
export function runFolderOf(model: string): string {
  return fileBeside(model, ".run");
}

/** Where the chain of a fold has its files, as the only chain of a run folder of its own. */
export function foldFolder(folder: string, fold: number): string {
  return join(folder, `fold-${fold}`);
}

/** Where the chains of a node have their files, in the folder of a run or of a fold. */
export function nodeFolder(folder: string, node: number): string {
  return join(folder, `node-${node}`);
}

/** What the draws depend on. It must be the same for a run to go on. */
export type RunIdentity = Readonly<Record<string, string | number | boolean>>;

/** File with the identity of a run. */
export const identityFile = "run.json";
/** File that tells this run from others in the queue that its chains were submitted to. */
export const queueFile = "queue.json";
/** File that is there once the model of a run is written. It names the model. */
export const finishedFile = "finished.json";

/**
 * Creates the folder of a new run and removes all chains and folds of an older run in it.
 *
 * @param prepare puts what the run starts from into the folder, before it is one to go on with
 */
export async function createRunFolder(
  folder: string,
  identity: RunIdentity,
  prepare: () => void | Promise<void> = () => {},
): Promise<void> {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw new HedgeError("failed", `The run folder ${folder} cannot be made; choose another --out.`, {
      cause,
    });
  }
  removeParts(folder, /^(?:chain-\d|fold-\d|node-\d|start-\d|(?:finished|run|queue)\.json$)/);
  await prepare();
  await writeIdentity(folder, identity);
}

/**
 * Marks a run as finished. Unless all of it is to be kept, the chains of cross-fitting are removed:
 * they can be sampled again from the draws that are left.
 */
export async function finishRun(folder: string, model: string, keepAll: boolean): Promise<void> {
  if (!keepAll) removeParts(folder, /^fold-\d/);
  await writeAtomically(join(folder, finishedFile), new TextEncoder().encode(JSON.stringify({ model })));
}

function removeParts(folder: string, pattern: RegExp): void {
  for (const name of readdirSync(folder).filter((one) => pattern.test(one)))
    rmSync(join(folder, name), { recursive: true, force: true });
}

function writeIdentity(folder: string, identity: RunIdentity): Promise<void> {
  return writeAtomically(
    join(folder, identityFile),
    new TextEncoder().encode(JSON.stringify(identity, null, 2)),
  );
}

/** What may be more when a run goes on: chains then go on from where they are. */
const growing = ["draws", "chains"];

/**
 * Opens the folder of a run to go on with. It must be the run that the options describe, but for
 * more draws or chains. With these the chains of cross-fitting start anew, since they start from
 * the last draws.
 *
 * @throws HedgeError as `readRunIdentity`, and `resume-mismatch`, naming what differs
 */
export async function continueRun(folder: string, identity: RunIdentity): Promise<void> {
  const before = readRunIdentity(folder);
  const keys = [...new Set([...Object.keys(identity), ...Object.keys(before)])];
  const differing = keys.filter((key) => before[key] !== identity[key]);
  if (differing.length === 0) return;
  const hasGrown = (key: string) => growing.includes(key) && Number(identity[key]) > Number(before[key]);
  if (!differing.every(hasGrown)) {
    const shown = differing.map((key) => `${key} was ${before[key]}, is ${identity[key]}`).join("; ");
    throw new HedgeError(
      "resume-mismatch",
      `The run in ${folder} is another one (${shown}); leave out --resume.`,
    );
  }
  removeParts(folder, /^(?:fold-\d|finished\.json$)/);
  await writeIdentity(folder, identity);
}

/**
 * The identity of a run to go on with.
 *
 * @throws HedgeError `missing-file`, or `resume-mismatch` where it is damaged
 */
export function readRunIdentity(folder: string): Record<string, unknown> {
  const file = join(folder, identityFile);
  if (!existsSync(file)) {
    throw new HedgeError(
      "missing-file",
      `${folder} is no run folder (it has no ${identityFile}); leave out --resume.`,
    );
  }
  try {
    const found: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof found === "object" && found !== null) return found as Record<string, unknown>;
  } catch {
    // Every kind of damage gives the error below.
  }
  throw new HedgeError("resume-mismatch", `${file} is damaged; leave out --resume to start anew.`);
}
