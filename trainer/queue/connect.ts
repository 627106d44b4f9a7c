import { Redis } from "ioredis";
import { HedgeError } from "../../shared/errors.ts";
import { type RedisAddress, showAddress } from "./redis-address.ts";

/** Longest pause between two tries to connect again, in milliseconds. */
const longestPause = 2_000;
/** Time for the first connection, in milliseconds. */
const patience = 10_000;

/**
 * Connects to a Redis. A connection that is lost later is made again for as long as it takes, and
 * commands wait for it; `say` is told of both.
 *
 * @throws HedgeError `failed` when the Redis cannot be reached now, or does not let us in
 */
export async function connect(address: RedisAddress, say: (line: string) => void): Promise<Redis> {
  const at = showAddress(address);
  let isFirst = true;
  let cause: unknown;
  const redis = new Redis({
    ...address,
    lazyConnect: true,
    connectTimeout: patience,
    // BullMQ asks for this: commands wait for the connection, and are not given up.
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (isFirst ? null : Math.min(100 * times, longestPause)),
  });
  let isLost = false;
  redis.on("error", (error) => {
    cause ??= error;
    if (isFirst || isLost) return;
    isLost = true;
    say(`the connection to ${at} is lost (${explain(error)}); trying again`);
  });
  redis.on("ready", () => {
    if (isLost) say(`connected to ${at} again`);
    isLost = false;
  });
  try {
    await redis.connect();
    await redis.ping();
  } catch (error) {
    redis.disconnect();
    throw unreachable(at, cause ?? error);
  }
  isFirst = false;
  return redis;
}

/**
 * Says why a Redis cannot be used. The error of the client is left out: it holds the password.
 */
function unreachable(at: string, error: unknown): HedgeError {
  const reason = explain(error);
  if (/NOAUTH|WRONGPASS|NOPERM|password|invalid username/i.test(reason)) {
    return new HedgeError(
      "failed",
      `${at} does not accept the user or password; give them in the address, as in redis://USER:PASSWORD@HOST.`,
    );
  }
  if (/cert|self.signed|altname/i.test(reason)) {
    return new HedgeError(
      "failed",
      `The certificate of ${at} is not trusted (${reason}); NODE_EXTRA_CA_CERTS names a file of your own authority.`,
    );
  }
  return new HedgeError(
    "failed",
    `${at} cannot be reached (${reason}); is Redis running there, and is the address of --queue right?`,
  );
}

/** The code of an error, or its message. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return "unknown error";
  const { code } = error as NodeJS.ErrnoException;
  return code ?? error.message;
}
