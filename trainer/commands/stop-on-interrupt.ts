import { constants } from "node:os";

/**
 * The first interrupt aborts the signal; a second one ends the program at once.
 *
 * @param onFirst told of the first interrupt
 */
export function stopOnInterrupt(onFirst: () => void): AbortSignal {
  const controller = new AbortController();
  const stop = (signal: "SIGINT" | "SIGTERM") => {
    if (controller.signal.aborted) process.exit(128 + constants.signals[signal]);
    onFirst();
    controller.abort();
  };
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, stop);
  return controller.signal;
}
