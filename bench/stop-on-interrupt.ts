/** Aborted by the first interrupt, so that what was begun can be put away; the second ends the process at once. */
export function stopOnInterrupt(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}
