import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type HedgeClient, HedgeProblem, hedgeClient } from "../../../docs/clients/hedge-client.ts";
import { makeTypes } from "../../../docs/clients/make-types.ts";
import type { RunningSite } from "../../../trainer/serving/run-site.ts";
import { tinySite } from "../../browser/site.ts";

const folder = join(import.meta.dirname, "../../../docs/clients");
const key = "0123456789abcdef";
let site: RunningSite;
let client: HedgeClient;

beforeAll(async () => {
  site = await tinySite({ API_KEYS: key });
  client = hedgeClient({ url: site.origin, key });
}, 60_000);
afterAll(() => site?.stop());

/** Runs a program with some input; gives what it printed. */
async function run(program: string, args: readonly string[], input: string) {
  const child = spawn(program, args, { stdio: "pipe" });
  child.stdin.end(input);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { stdout, stderr };
}

test("the types are those of the OpenAPI document", async () => {
  expect(await readFile(join(folder, "api-types.ts"), "utf8")).toBe(await makeTypes());
});

describe("the client in TypeScript", () => {
  test("classifies one title with options", async () => {
    const { answer, candidates, explanation } = await client.classify("lego toys", { top: 2, explain: "1" });
    expect(answer?.path).toEqual(["toys games", "building toys"]);
    expect(answer?.interval[0]).toBeLessThan(answer?.interval[1] ?? 0);
    expect(candidates).toHaveLength(2);
    expect(explanation?.words[0]?.word).toBe("lego");
  });

  test("classifies any number, taking titles as answers are taken", async () => {
    let taken = 0;
    function* many() {
      for (;;) yield { id: taken++, title: taken === 3 ? "" : "green tea" };
    }
    const seen: (string | number | undefined)[] = [];
    for await (const one of client.classifyAll(many(), { top: 1 })) {
      if ("error" in one) expect([one.id, one.error.status]).toEqual([2, 400]);
      else expect(one.answer?.label).toBe("tea");
      if (seen.push(one.id) === 1_200) break;
    }
    expect(seen).toEqual(Array.from({ length: 1_200 }, (_, id) => id));
    expect(taken).toBeLessThan(2_000);
    expect((await client.classifyAll([]).next()).done).toBe(true);
  });

  test("knows the classes and the model", async () => {
    const { classes } = await client.taxonomy({ words: 1 });
    expect(classes.find(({ label }) => label === "tea")?.words).toEqual(["tea"]);
    expect((await client.model()).training.diagnostics.verdict).toBe("doubtful");
  });

  test("throws the service's problem", async () => {
    const failure = await client.classify("lego", { target: "0.9" }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(HedgeProblem);
    expect((failure as HedgeProblem).problem).toMatchObject({ type: "/problems/invalid-query", status: 400 });
    const stranger = hedgeClient({ url: site.origin });
    await expect(stranger.classify("lego")).rejects.toThrow("Send a key");
  });
});

test("the client in Python labels lines, blank ones too", async () => {
  const script = join(folder, "hedge_client.py");
  const { stdout, stderr } = await run(
    "python3",
    [script, site.origin, key],
    "lego toys\n\nadult toys\ntea\n",
  );
  expect(stderr).toBe("");
  expect(stdout).toBe("toys games > building toys\n\ntoys games\ngrocery > tea\n");
});

test("the example for a search index labels documents on the way in", async () => {
  const documents = [{ id: 1, title: "green tea", price: 3 }, { id: 2, title: "" }, { title: "adult toys" }];
  const { stdout, stderr } = await run(
    process.execPath,
    [join(folder, "index-documents.ts"), "--url", site.origin, "--key", key, "--index", "shop"],
    documents.map((one) => `${JSON.stringify(one)}\n`).join(""),
  );
  expect(stderr).toMatch(/^2: The title is empty/);
  expect(
    stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { index: { _index: "shop", _id: "1" } },
    {
      ...documents[0],
      category: ["grocery", "grocery > tea"],
      category_probability: expect.any(Number),
    },
    { index: { _index: "shop", _id: "2" } },
    documents[1],
    { index: { _index: "shop" } },
    {
      ...documents[2],
      category: ["toys games"],
      category_probability: expect.any(Number),
      category_reason: "low-child-confidence",
    },
  ]);
});
