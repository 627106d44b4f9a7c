import { constants } from "node:os";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const cleanUps = new Set<() => void>();
/** Signals that other listeners have, until the first of each comes. */
const signalsOfOthers = new Set<NodeJS.Signals>();
let parentWatch: NodeJS.Timeout | undefined;

/**
 * Registers a clean-up for the end of the process: by `process.exit`, an uncaught error or a
 * signal. A signal ends the process with status 128 plus its number, at the next turn of the event
 * loop. But if others listened to a signal before, the first one is left to them.
 *
 * @param cleanUp must be synchronous
 * @returns a function that removes `cleanUp` again
 */
export function cleanUpAtExit(cleanUp: () => void): () => void {
  if (cleanUps.size === 0) listen();
  cleanUps.add(cleanUp);
  return () => {
    if (cleanUps.delete(cleanUp) && cleanUps.size === 0) stopListening();
  };
}

function listen(): void {
  process.on("exit", runCleanUps);
  signalsOfOthers.clear();
  for (const signal of signals) {
    if (process.listenerCount(signal) > 0) signalsOfOthers.add(signal);
    process.on(signal, exitOnSignal);
  }
  // npm ends at once on SIGTERM and does not pass it on, so the end of npm counts as SIGTERM. Under
  // another parent, an orphan may be meant to live on (nohup).
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  parentWatch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(parentWatch);
    process.kill(process.pid, "SIGTERM");
  }, 1000).unref();
}

function stopListening(): void {
  process.off("exit", runCleanUps);
  for (const signal of signals) process.off(signal, exitOnSignal);
  clearInterval(parentWatch);
}

function exitOnSignal(signal: NodeJS.Signals): void {
  if (!signalsOfOthers.delete(signal)) process.exit(128 + constants.signals[signal]);
}

/** Runs the last one first, because what was made later may need what was made before. */
function runCleanUps(): void {
  for (const cleanUp of [...cleanUps].reverse()) cleanUp();
}
