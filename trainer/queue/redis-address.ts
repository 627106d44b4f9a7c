import { isIP } from "node:net";
import { HedgeError } from "../../shared/errors.ts";

/** Where a Redis is, as options of its client. */
export type RedisAddress = {
  readonly host: string;
  readonly port: number;
  readonly db: number;
  readonly username?: string;
  readonly password?: string;
  /** Present for TLS; a number has no name that a certificate could be asked for by. */
  readonly tls?: { readonly servername?: string };
};

const example = "redis://HOST:6379, or rediss://USER:PASSWORD@HOST:6380 for TLS";

/**
 * Reads the address of a Redis. What is wrong is said without the address, which may hold a
 * password.
 *
 * @throws HedgeError `bad-usage` for anything but a `redis:` or `rediss:` address
 */
export function parseRedisAddress(address: string): RedisAddress {
  const url = URL.canParse(address) ? new URL(address) : null;
  const isTls = url?.protocol === "rediss:";
  const db = /^\/?(\d*)$/.exec(url?.pathname ?? "-")?.[1];
  if (!url || !(isTls || url.protocol === "redis:") || url.hostname === "" || db === undefined)
    throw new HedgeError("bad-usage", `--queue must be the address of a Redis, such as ${example}.`);
  if (url.search !== "" || url.hash !== "") {
    throw new HedgeError(
      "bad-usage",
      `--queue takes no settings after "?" or "#"; a password with these signs has them as %3F and %23.`,
    );
  }
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return {
    host,
    port: Number(url.port || 6379),
    db: Number(db),
    ...(url.username !== "" && { username: decodeURIComponent(url.username) }),
    ...(url.password !== "" && { password: decodeURIComponent(url.password) }),
    ...(isTls && { tls: isIP(host) ? {} : { servername: host } }),
  };
}

/** An address for people: without user and password. */
export function showAddress({ host, port, db, tls }: RedisAddress): string {
  const shown = host.includes(":") ? `[${host}]` : host;
  return `${tls ? "rediss" : "redis"}://${shown}:${port}${db === 0 ? "" : `/${db}`}`;
}
