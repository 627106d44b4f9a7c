/**
 * Generates unique request ids: a random id of the isolate and a counter. A random number for each
 * request would cost more than a cached answer.
 */
export function requestIdGenerator(): () => string {
  // Workers allows random numbers only within a request.
  let isolate: string | undefined;
  let count = 0;
  return () => {
    isolate ??= crypto.randomUUID();
    return `${isolate}-${(count++).toString(36)}`;
  };
}

/** Whether a caller's own request id is accepted: the rule of Hono's `requestId` middleware. */
export function isRequestId(id: string): boolean {
  return id !== "" && id.length <= 255 && !/[^\w\-=]/.test(id);
}
