import { createMiddleware } from "hono/factory";
import type { AppEnv } from "../service/app-env.ts";

/** Bytes and milliseconds after which a caller who still sends is cut off. */
const most = { bytes: 100_000_000, wait: 10_000 };

/**
 * Reads what is left of a body before a response is sent. Many callers send the whole body before
 * they look at the response; without this they find a closed connection in place of a problem.
 */
export const readToEnd = createMiddleware<AppEnv>(async (c, next) => {
  if (c.req.method === "GET") return next();
  await next();
  const { body } = c.req.raw;
  if (body === null || body.locked) return;
  const reader = body.getReader();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, most.wait);
  });
  await Promise.race([late, discard(reader).catch(() => undefined)]);
  clearTimeout(timer);
  reader.releaseLock();
});

async function discard(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  let size = 0;
  while (size < most.bytes) {
    const { done, value } = await reader.read();
    if (done) return;
    size += value.length;
  }
}
