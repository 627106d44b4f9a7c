import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunningSite } from "../../trainer/serving/run-site.ts";
import { tinySite } from "../browser/site.ts";

/** The bundle under plain workerd, over real connections: in-process tests see none close. */
let site: RunningSite;
beforeAll(async () => {
  site = await tinySite({ API_KEYS: "0123456789abcdef" });
}, 60_000);
afterAll(() => site?.stop());

/** Sends a whole request before it reads anything, as many clients do, and gives the response. */
async function sendThenRead(head: string, body: Uint8Array): Promise<string> {
  const { hostname, port } = new URL(site.origin);
  const socket = connect(Number(port), hostname);
  const received: Buffer[] = [];
  const whole = new Promise<void>((resolve) => {
    socket.pause().on("data", (part) => {
      received.push(part);
      if (isWhole(received)) resolve();
    });
  });
  await once(socket, "connect");
  const failed = once(socket, "error").then(([error]) => Promise.reject(error as Error));
  failed.catch(() => undefined);
  const sent = new Promise<void>((resolve, reject) => {
    socket.write(`${head}\r\nHost: hedge\r\n`);
    socket.write(`Content-Length: ${body.length}\r\n\r\n`);
    socket.write(body, (error) => (error ? reject(error) : resolve()));
  });
  await Promise.race([sent, failed]);
  socket.resume();
  await Promise.race([whole, failed]);
  socket.destroy();
  return Buffer.concat(received).toString();
}

/** Whether all of a response is there: of a stated length, or in chunks, the last one empty. */
function isWhole(parts: readonly Buffer[]): boolean {
  const start = parts[0]?.toString("latin1") ?? "";
  const length = /\r\nContent-Length: (\d+)\r\n/i.exec(start)?.[1];
  if (length === undefined) return parts.at(-1)?.toString("latin1").endsWith("0\r\n\r\n") ?? false;
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  return size >= start.indexOf("\r\n\r\n") + 4 + Number(length);
}

const key = "Authorization: Bearer 0123456789abcdef";
const large = Buffer.alloc(20_000_000, "x");

test.each([
  ["too large", `POST /classify HTTP/1.1\r\n${key}\r\nContent-Type: application/json`, 413],
  ["of another type", `POST /classify HTTP/1.1\r\n${key}\r\nContent-Type: text/plain`, 415],
  ["with a bad query", `POST /classify?top=0 HTTP/1.1\r\n${key}\r\nContent-Type: application/json`, 400],
  ["without a key", "POST /classify HTTP/1.1\r\nContent-Type: application/json", 401],
  ["to no path", "POST /nothing HTTP/1.1\r\nContent-Type: application/json", 404],
  ["where there is only GET", "POST /model HTTP/1.1\r\nContent-Type: application/json", 405],
])("a large body %s is answered with a problem, not with a closed connection", async (_, head, status) => {
  for (let round = 0; round < 3; round++) {
    const response = await sendThenRead(head, large);
    expect(response).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(response).toContain('"type":"/problems/');
  }
});

test("a caller who sends five megabytes before reading gets every answer", { timeout: 60_000 }, async () => {
  const lines = Array.from({ length: 50_000 }, (_, id) => `{"id":${id},"title":"lego ${"x".repeat(70)}"}\n`);
  const head = `POST /classify?top=1 HTTP/1.1\r\n${key}\r\nContent-Type: application/x-ndjson`;
  const response = await sendThenRead(head, Buffer.from(lines.join("")));
  expect(response).toMatch(/^HTTP\/1.1 200 /);
  expect(response.match(/"id":\d+,"title":"lego/g)).toHaveLength(50_000);
});
