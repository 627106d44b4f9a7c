import { constants } from "node:os";

/**
 * The first interrupt aborts the signal; a second one ends the program at once. After `release` any
 * interrupt does, as the system has it: packing computes for long without a pause in which a
 * listener would be called.
 *
 * @param onFirst told of the first interrupt
 */
export function stopOnInterrupt(onFirst: () => void): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const stop = (signal: "SIGINT" | "SIGTERM") => {
    if (controller.signal.aborted) process.exit(128 + constants.signals[signal]);
    onFirst();
    controller.abort();
  };
  const names = ["SIGINT", "SIGTERM"] as const;
  for (const name of names) process.on(name, stop);
  const release = () => {
    for (const name of names) process.off(name, stop);
  };
  return { signal: controller.signal, release };
}
