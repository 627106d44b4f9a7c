import { constants } from "node:os";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const undoings = new Set<() => void>();
/** Signals that others listen to, until the first one comes. */
const othersHear = new Set<NodeJS.Signals>();
let watch: NodeJS.Timeout | undefined;

/**
 * Has something undone when the process ends, by `process.exit`, an error that nobody catches or a signal, before the function that this gives is
 * called. A signal then ends the process with status 128 plus its number, as soon as the event loop turns; but the first one is left to those who listened to it
 * before, if any.
 *
 * @param undo must not wait for anything
 * @returns forgets `undo`
 */
export function cleanUpAtExit(undo: () => void): () => void {
  if (undoings.size === 0) listen();
  undoings.add(undo);
  return () => {
    if (undoings.delete(undo) && undoings.size === 0) stopListening();
  };
}

function listen(): void {
  process.on("exit", undoAll);
  othersHear.clear();
  for (const signal of signals) {
    if (process.listenerCount(signal) > 0) othersHear.add(signal);
    process.on(signal, endBy);
  }
  // npm ends at once on SIGTERM and passes it to nobody. Under another parent an orphan may be meant to live on (nohup).
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, "SIGTERM");
  }, 1000).unref();
}

function stopListening(): void {
  process.off("exit", undoAll);
  for (const signal of signals) process.off(signal, endBy);
  clearInterval(watch);
}

function endBy(signal: NodeJS.Signals): void {
  if (!othersHear.delete(signal)) process.exit(128 + constants.signals[signal]);
}

/** The last one first: what was made later may need what was there before. */
function undoAll(): void {
  for (const undo of [...undoings].reverse()) undo();
}
