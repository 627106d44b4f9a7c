import type { ProblemCode } from "./problem.ts";

/** What is wrong with a body: a problem to answer with. */
export class BodyError extends Error {
  readonly code: ProblemCode;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ProblemCode, detail: string, headers: Readonly<Record<string, string>> = {}) {
    super(detail);
    this.code = code;
    this.headers = headers;
  }
}

/** Limits of a body. */
export type BodyLimits = {
  /** Most bytes, those of a compressed body once it is unpacked. */
  readonly bytes: number;
  /** Most milliseconds in which nothing arrives. */
  readonly patience: number;
};

/** Encodings that `DecompressionStream` unpacks. */
const encodings = ["gzip", "deflate"] as const;

/**
 * The bytes of a request's body as they arrive, unpacked. It reads no further than its caller does.
 * However it ends, the body is left unlocked, so that `readToEnd` can take the rest.
 *
 * @throws BodyError for a body that is too large, too slow or damaged, or of an unknown encoding
 */
export async function* readBody(request: Request, limits: BodyLimits): AsyncGenerator<Uint8Array> {
  const { body, headers } = request;
  const tooLarge = () =>
    new BodyError("too-large", `A body of this kind may have at most ${limits.bytes} bytes.`);
  if (Number(headers.get("Content-Length") ?? 0) > limits.bytes) throw tooLarge();
  if (body === null) return;
  const stop = new AbortController();
  const stream = unpack(body, headers.get("Content-Encoding") ?? "identity", stop.signal);
  const reader = stream.getReader();
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await withPatience(reader.read(), limits.patience);
      if (done) return;
      size += value.length;
      if (size > limits.bytes) throw tooLarge();
      yield value;
    }
  } catch (error) {
    if (error instanceof BodyError) throw error;
    throw new BodyError("invalid-body", "The body ended early, or it is not compressed as it says.");
  } finally {
    stop.abort();
    reader.releaseLock();
  }
}

function unpack(
  body: ReadableStream<Uint8Array>,
  contentEncoding: string,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const name = contentEncoding.trim().toLowerCase().replace(/^x-/, "");
  if (name === "identity" || name === "") return body;
  const encoding = encodings.find((one) => one === name);
  if (encoding === undefined) {
    const known = encodings.join(", ");
    throw new BodyError("unknown-media-type", `The body may be compressed as ${known}, and no other way.`, {
      "Accept-Encoding": known,
    });
  }
  const { readable, writable } = new DecompressionStream(encoding);
  // Damage is seen where the result is read.
  body.pipeTo(writable as WritableStream<Uint8Array>, { signal, preventCancel: true }).catch(() => undefined);
  return readable as ReadableStream<Uint8Array>;
}

async function withPatience<T>(work: Promise<T>, patience: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const detail = `Nothing of the body arrived for ${patience / 1_000} seconds; send it without pauses.`;
      reject(new BodyError("body-too-slow", detail));
    }, patience);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
