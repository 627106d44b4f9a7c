import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { chainFiles, finishedFile, identityFile } from "./run-folder.ts";

/** A run folder as it is found. */
export type FoundRun = {
  readonly folder: string;
  readonly bytes: number;
  /** When it was last written to, in milliseconds since 1970. */
  readonly writtenAt: number;
  /** Share of the iterations of its chains that are done; null if the folder does not say. */
  readonly done: number | null;
  /** Whether its model was written. */
  readonly isFinished: boolean;
};

/** The run folders in some folders, and those of them that are runs, the largest first. */
export function findRuns(folders: readonly string[]): FoundRun[] {
  const found = folders.flatMap((folder) => {
    if (isRunFolder(folder)) return [folder];
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .map((name) => join(folder, name))
      .filter(isRunFolder);
  });
  return [...new Set(found)].map(lookAtRun).sort((a, b) => b.bytes - a.bytes);
}

/** Whether a folder holds a run. */
export function isRunFolder(folder: string): boolean {
  return existsSync(join(folder, identityFile)) && statSync(folder).isDirectory();
}

function lookAtRun(folder: string): FoundRun {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => statSync(join(entry.parentPath, entry.name)));
  return {
    folder,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    writtenAt: Math.max(...files.map(({ mtimeMs }) => mtimeMs)),
    done: shareDone(folder),
    isFinished: existsSync(join(folder, finishedFile)),
  };
}

function shareDone(folder: string): number | null {
  try {
    const identity: Record<string, unknown> = JSON.parse(readFileSync(join(folder, identityFile), "utf8"));
    // A factorised model has a folder for each node, and it does not say how many.
    if (identity.form === "factorised") return null;
    const [chains, length] = [Number(identity.chains), Number(identity.warmup) + Number(identity.draws)];
    if (!(chains > 0 && length > 0)) return null;
    const done = Array.from({ length: chains }, (_, chain) =>
      iterationsIn(chainFiles(folder, chain).trace),
    ).reduce((sum, one) => sum + one, 0);
    return done / (chains * length);
  } catch {
    return null;
  }
}

/** Longest line of a trace that is looked for. */
const longestLine = 1 << 20;

/** Number of iterations in a trace, from its last whole line. */
function iterationsIn(trace: string): number {
  if (!existsSync(trace)) return 0;
  const file = openSync(trace, "r");
  try {
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(size, longestLine));
    readSync(file, bytes, 0, bytes.length, size - bytes.length);
    const line = bytes.toString("utf8").split("\n").at(-2);
    return line === undefined ? 0 : 1 + (JSON.parse(line) as { index: number }).index;
  } finally {
    closeSync(file);
  }
}
