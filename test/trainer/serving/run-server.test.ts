import { spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { checkPortIsFree } from "../../../trainer/serving/free-port.ts";
import { runServer } from "../../../trainer/serving/run-server.ts";
import { hedge } from "../commands/cli.ts";
import { folderWith } from "../data/files.ts";

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "localhost");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const server = (port: number) => `
  import { createServer } from "node:http";
  const server = createServer((request, response) => {
    response.writeHead(503).end();
    if (request.url === "/healthz") setTimeout(() => process.exit(7), 100);
  });
  server.listen(${port}, "localhost");
  process.on("SIGTERM", () => process.exit(9));
`;

test("tells when the server answers, and gives its exit status", async () => {
  const port = await freePort();
  const folder = await folderWith({ "server.mjs": server(port) });
  let ready = 0;
  const status = await runServer({
    command: [process.execPath, "server.mjs"],
    folder,
    probe: `http://localhost:${port}/healthz`,
    onReady: () => void ready++,
  });
  expect({ status, ready }).toEqual({ status: 7, ready: 1 });
});

test("passes a request to end on to the server, and ends with its status", async () => {
  const port = await freePort();
  const serveModule = join(import.meta.dirname, "../../../trainer/serving/run-server.ts");
  const folder = await folderWith({
    "server.mjs": server(port),
    "parent.ts": `
      import { runServer } from ${JSON.stringify(serveModule)};
      process.exitCode = await runServer({
        command: [process.execPath, "server.mjs"],
        folder: import.meta.dirname,
        probe: "http://localhost:${port}/other",
        onReady: () => console.log("ready"),
      });
    `,
  });
  const parent = spawn(process.execPath, [join(folder, "parent.ts")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void parent.kill("SIGKILL"));
  const ended = new Promise((resolve) => parent.once("exit", resolve));
  await new Promise((resolve) => parent.stdout.once("data", resolve));
  parent.kill("SIGTERM");
  expect(await ended).toBe(9);
});

test("a program that is not there is an error", async () => {
  const options = { folder: ".", probe: "http://localhost:1/", onReady: () => {} };
  await expect(runServer({ command: ["no-such-program"], ...options })).rejects.toThrow(/ENOENT/);
});

test("a port in use is refused before anything else", async () => {
  const port = await freePort();
  await checkPortIsFree(port);
  const other = createServer().listen(port, "localhost");
  onTestFinished(() => void other.close());
  await new Promise((resolve) => other.once("listening", resolve));
  await expect(checkPortIsFree(port)).rejects.toMatchObject({ code: "bad-usage" });
  const { status, stderr } = await hedge("start", ["--port", String(port)]);
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: `hedge start: Port ${port} cannot be used; stop what uses it or choose another with --port.\n`,
  });
});
