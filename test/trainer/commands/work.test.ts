import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { filesIn } from "../chains/runs.ts";
import { folderWith } from "../data/files.ts";
import { redisTest, startRedis } from "../queue/redis.ts";
import { startWorker } from "../queue/workers.ts";
import { hedge } from "./cli.ts";
import { many, small, smallRun } from "./small-catalogue.ts";

/** A password with signs that an address must escape. */
const password = "s3cret/?#@ %";

/** A certificate for localhost, signed by itself. */
function makeCertificate(folder: string): { key: string; certificate: string } {
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const files = ["-keyout", key, "-out", certificate];
  execFileSync(
    "openssl",
    [
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:P-256",
      "-nodes",
      "-days",
      "2",
      ...subject,
      ...files,
    ],
    { stdio: "ignore" },
  );
  return { key, certificate };
}

redisTest("a run on a queue with TLS and a password gives the model of one machine", async () => {
  const folder = await folderWith({ "rows.csv": many, "shared/empty": "" });
  const { key, certificate } = makeCertificate(folder);
  const tls = ["--tls-cert-file", certificate, "--tls-key-file", key, "--tls-ca-cert-file", certificate];
  const ca = await readFile(certificate);
  const redis = await startRedis([...tls, "--tls-auth-clients", "no", "--requirepass", password], {
    password,
    tls: { ca, servername: "localhost" },
  });
  const queue = `rediss://localhost:${redis.port}`;
  const shared = join(folder, "shared");
  const env = { HEDGE_QUEUE_PASSWORD: password, NODE_EXTRA_CA_CERTS: certificate };
  const worker = await startWorker("a", queue, shared, env);

  const args = (out: string) => ["--data", join(folder, "rows.csv"), ...small, "--out", join(folder, out)];
  const submitted = [...args("queued.msgpack"), "--queue", queue, "--shared", shared];
  const done = await hedge("train", submitted, "", env);
  expect(done).toMatchObject({ status: 0 });
  expect(done.stderr).toContain("chain 1: 15 of 15");
  expect(await hedge("train", args("local.msgpack"))).toMatchObject({ status: 0 });
  expect(await readFile(join(folder, "queued.msgpack"))).toEqual(
    await readFile(join(folder, "local.msgpack")),
  );

  const untrusted = await hedge("train", submitted, "", { HEDGE_QUEUE_PASSWORD: password });
  expect(untrusted).toMatchObject({ status: 1 });
  expect(untrusted.stderr).toMatch(
    /The certificate of rediss:\/\/localhost:\d+ is not trusted .*NODE_EXTRA_CA_CERTS/,
  );
  const refused = await hedge("train", submitted, "", { ...env, HEDGE_QUEUE_PASSWORD: `${password}!` });
  expect(refused).toMatchObject({ status: 1 });
  expect(refused.stderr).toMatch(/rediss:\/\/localhost:\d+ does not accept the user or password/);

  const files = Object.values(await filesIn(join(shared, "queued.run"))).map(String);
  const written = [done, untrusted, refused].flatMap(({ stdout, stderr }) => [stdout, stderr]);
  const all = [
    ...written,
    worker.log(),
    ...files,
    await readFile(join(folder, "queued.report.html"), "utf8"),
  ];
  expect(all.filter((text) => /s3cret/.test(text))).toEqual([]);
});

test.each([
  [
    "an address of something else",
    ["--queue", "http://:s3cret@localhost", "--shared", "."],
    "--queue must be the address of a Redis",
  ],
  [
    "an address with an unescaped sign",
    ["--queue", "redis://:s3cret?@localhost", "--shared", "."],
    "--queue must be the address of a Redis",
  ],
  ["a queue without a folder", ["--queue", "redis://:s3cret@localhost"], "--queue and --shared go together"],
  ["a folder without a queue", ["--shared", "."], "--queue and --shared go together"],
  [
    "a run elsewhere",
    ["--queue", "redis://localhost", "--shared", "docs", "--resume", "models/model.run"],
    'not in the folder "docs" of --shared',
  ],
])("train with %s is refused before the work, and no password is shown", async (_, given, message) => {
  const folder = await folderWith({ "rows.csv": many });
  const args = smallRun(folder, ...given);
  const { status, stderr } = await hedge("train", args);
  expect(status).toBe(2);
  expect(stderr).toContain(message);
  expect(stderr).not.toContain("s3cret");
});

test("work says which Redis it cannot reach, and which folder is missing", async () => {
  const folder = await folderWith({});
  const args = (shared: string) => ["--queue", "redis://me:s3cret@localhost:1", "--shared", shared];
  const unreachable = await hedge("work", args(folder));
  expect(unreachable).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/^hedge work: redis:\/\/localhost:1 cannot be reached \(ECONNREFUSED\)/),
  });
  expect(unreachable.stderr).not.toContain("s3cret");
  const missing = await hedge("work", args(join(folder, "no")));
  expect(missing).toMatchObject({ status: 2, stderr: expect.stringContaining("There is no folder") });
});

redisTest(
  "Ctrl-C saves and stops, a second one leaves the chains running, and --resume goes on",
  async () => {
    const folder = await folderWith({ "rows.csv": many, "shared/empty": "" });
    const [redis, shared] = [await startRedis(), join(folder, "shared")];
    const worker = await startWorker("a", redis.url, shared);
    const args = (out: string) => [
      "--data",
      join(folder, "rows.csv"),
      ...small,
      "--draws",
      "1200",
      "--backend",
      "double",
      "--out",
      join(folder, out),
    ];
    const queued = [...args("queued.msgpack"), "--queue", redis.url, "--shared", shared];
    const resumed = [...queued, "--resume", join(shared, "queued.run")];
    const train = join(import.meta.dirname, "../../../trainer/commands/train.ts");

    /** Sends an interrupt once the chain is under way, and perhaps one more when it is answered. */
    async function interrupt(given: readonly string[], times: number): Promise<[number | null, string]> {
      const begun = worker.log().split("chain 1 of queued.run: begun").length;
      const child = spawn(process.execPath, [train, ...given], { stdio: ["ignore", "ignore", "pipe"] });
      let said = "";
      child.stderr.on("data", (chunk: Buffer) => {
        if (times > 1 && !said.includes("Asking") && chunk.includes("Asking")) child.kill("SIGINT");
        said += chunk;
      });
      const ended = once(child, "close");
      while (worker.log().split("chain 1 of queued.run: begun").length === begun) await setTimeout(20);
      await setTimeout(100);
      child.kill("SIGINT");
      const [status] = await ended;
      return [status, said];
    }

    const [stopped, why] = await interrupt(queued, 1);
    expect(why).toContain("Asking the workers to save and stop; once more to leave them running.");
    expect(why).toMatch(
      /hedge train: Stopped; everything so far is saved\. Go on .* --resume .*queued\.run\.\n$/,
    );
    expect(stopped).toBe(1);
    expect(worker.log()).toContain("chain 1 of queued.run: stopped");
    const [left] = await interrupt(resumed, 2);
    expect(left).toBe(130);
    const done = await hedge("train", resumed);
    expect(done).toMatchObject({ status: 0 });
    expect(await hedge("train", args("local.msgpack"))).toMatchObject({ status: 0 });
    expect(await readFile(join(folder, "queued.msgpack"))).toEqual(
      await readFile(join(folder, "local.msgpack")),
    );
  },
);
