import { expect, test } from "vitest";
import { withQueuePassword } from "../../../trainer/commands/options/queue-password.ts";
import { parseRedisAddress, showAddress } from "../../../trainer/queue/redis-address.ts";

test.each([
  ["redis://localhost", { host: "localhost", port: 6379, db: 0 }, "redis://localhost:6379"],
  [
    "rediss://me:a%2Fb%23@queue.example:6380/2",
    {
      host: "queue.example",
      port: 6380,
      db: 2,
      username: "me",
      password: "a/b#",
      tls: { servername: "queue.example" },
    },
    "rediss://queue.example:6380/2",
  ],
  [
    "redis://:secret@[::1]:7000/",
    { host: "::1", port: 7000, db: 0, password: "secret" },
    "redis://[::1]:7000",
  ],
  ["rediss://127.0.0.1", { host: "127.0.0.1", port: 6379, db: 0, tls: {} }, "rediss://127.0.0.1:6379"],
])("%s is read, and shown without user and password", (address, expected, shown) => {
  expect(parseRedisAddress(address)).toEqual(expected);
  expect(showAddress(parseRedisAddress(address))).toBe(shown);
});

test.each([
  ["", "must be the address of a Redis"],
  ["localhost:6379", "must be the address of a Redis"],
  ["http://:secret@localhost", "must be the address of a Redis"],
  ["redis://:secret@localhost/zero", "must be the address of a Redis"],
  ["redis://:secret@localhost:port", "must be the address of a Redis"],
  ["redis://:secret@localhost?tls=true", 'no settings after "?" or "#"'],
])("%j is refused, and not shown", (address, message) => {
  const read = () => parseRedisAddress(address);
  expect(read).toThrow(message);
  expect(read).not.toThrow("secret@");
});

test("the password of the environment stands in for one that the address does not have", () => {
  const password = "s/3#%:@ ü";
  expect(parseRedisAddress(withQueuePassword("redis://me@localhost", password))).toMatchObject({
    username: "me",
    password,
  });
  expect(parseRedisAddress(withQueuePassword("redis://:own@localhost", password))).toMatchObject({
    password: "own",
  });
  expect(withQueuePassword("redis://localhost", undefined)).toBe("redis://localhost");
});
