/**
 * Gives ids that no other request has: a random number of the isolate's, and a counter. A random number for each request
 * would cost more than an answer from memory.
 */
export function requestIds(): () => string {
  // Random numbers may not be drawn before the first request.
  let isolate: string | undefined;
  let count = 0;
  return () => {
    isolate ??= crypto.randomUUID();
    return `${isolate}-${(count++).toString(36)}`;
  };
}

/** Whether an id that a caller sent may be passed on: the rule of Hono's middleware. */
export function isRequestId(id: string): boolean {
  return id !== "" && id.length <= 255 && !/[^\w\-=]/.test(id);
}
