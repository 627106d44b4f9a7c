import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import type { Answer } from "../../shared/answer/answer.ts";
import { readSettings } from "../../worker/config/settings.ts";
import { classifyBatchRoute } from "../../worker/routes/classify-batch.ts";
import { createService } from "../../worker/service/service.ts";
import { tinyModelBytes } from "../fixtures/tiny-model.ts";
import { problemOf, serviceWith, sourceOf } from "./service.ts";

const ask = serviceWith();

function post(body: BodyInit, type = "application/json", query = "", headers: Record<string, string> = {}) {
  return ask(`/classify${query}`, { method: "POST", body, headers: { "Content-Type": type, ...headers } });
}

/** `text()` would warn that NDJSON is no text. */
const textOf = async (response: Response) => new TextDecoder().decode(await response.arrayBuffer());

const titles = ["lego toys", "adult toys", "adult", "xylophone", "tea"];
const alone = (title: string, query = "") =>
  ask(`/classify?title=${encodeURIComponent(title)}${query}`).then((response) => response.json<Answer>());

/** A body of NDJSON that counts the bytes taken from it. */
function countedBody(line: string, lines: number) {
  const chunk = new TextEncoder().encode(line.repeat(100));
  const taken = { bytes: 0, isCancelled: false };
  let left = lines / 100;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (left-- <= 0) return controller.close();
        taken.bytes += chunk.length;
        controller.enqueue(chunk);
      },
      cancel() {
        taken.isCancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { body, taken };
}

describe("a long batch of NDJSON", () => {
  const title = `lego ${"x".repeat(995)}`;

  it("is read no further than eight megabytes ahead of the answers that are taken", async () => {
    const { body, taken } = countedBody(`"${title}"\n`, 50_000);
    const reader = (await post(body, "application/x-ndjson")).body?.getReader();
    await reader?.read();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(taken.bytes).toBeGreaterThan(8_000_000);
    expect(taken.bytes).toBeLessThan(9_000_000);
    await reader?.cancel();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(taken.bytes).toBeLessThan(9_000_000);
  });

  it("is answered in whole, with every id in its order", async () => {
    const lines = Array.from({ length: 20_000 }, (_, id) => `{"id":${id},"title":"lego ${id % 7}"}\n`);
    const text = await textOf(await post(lines.join(""), "application/x-ndjson", "?top=1"));
    const answers = text.trimEnd().split("\n");
    expect(answers).toHaveLength(20_000);
    expect(answers.every((line, id) => line.startsWith(`{"id":${id},`))).toBe(true);
  });

  it("that is too long is answered as far as it may be, and then says so", async () => {
    const { body } = countedBody('"tea"\n', 100_100);
    const lines = (await textOf(await post(body, "application/x-ndjson", "?top=1"))).trimEnd().split("\n");
    expect(lines).toHaveLength(100_001);
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ entry: 100_001, error: { status: 413 } });
  });

  it("that stops arriving is answered as far as it came, and then says so", async () => {
    const route = classifyBatchRoute(
      createService(readSettings({}), () => sourceOf(() => tinyModelBytes())),
      30,
    );
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('"tea"\n"lego')),
    });
    const response = await route.request("/", {
      method: "POST",
      body,
      headers: { "Content-Type": "application/x-ndjson" },
    });
    const lines = (await textOf(response))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([{ title: "tea" }, { entry: 2, error: { status: 408 } }]);
  });
});

describe("POST /classify", () => {
  it("answers a JSON array with the array of the answers to each title alone", async () => {
    const response = await post(JSON.stringify(titles));
    expect(response.status).toBe(200);
    expect(response.headers.get("Content-Type")).toBe("application/json");
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    expect(await response.json()).toEqual(await Promise.all(titles.map((title) => alone(title))));
  });

  it("answers NDJSON with NDJSON, a line per title, for any line ending", async () => {
    const lines = titles.map((title, k) => JSON.stringify(k % 2 === 0 ? title : { title }));
    for (const end of ["\n", "\r\n", "\n\n"]) {
      const response = await post(lines.join(end), "application/x-ndjson; charset=utf-8");
      expect(response.headers.get("Content-Type")).toBe("application/x-ndjson");
      const text = await textOf(response);
      expect(text.endsWith("\n")).toBe(true);
      const answers = text.trimEnd().split("\n");
      expect(answers.map((line) => JSON.parse(line))).toEqual(
        await Promise.all(titles.map((title) => alone(title))),
      );
    }
  });

  it("applies the options of the query to all titles", async () => {
    const response = await post(JSON.stringify(titles), "application/json", "?top=1&min=0.999");
    const answers = await response.json<Answer[]>();
    expect(answers).toEqual(await Promise.all(titles.map((title) => alone(title, "&top=1&min=0.999"))));
    expect(answers[0]?.answer?.label).not.toBe("tea");
  });

  it("gives the same answer a second time, and another with other options", async () => {
    const top = async (n: number) =>
      (await (await post('["doll"]', "application/json", `?top=${n}`)).json<Answer[]>())[0]?.candidates
        .length;
    expect([await top(1), await top(2), await top(1)]).toEqual([1, 2, 1]);
  });

  it("answers an empty batch with an empty one", async () => {
    expect(await (await post("[]")).text()).toBe("[]");
    expect(await textOf(await post("\n", "application/x-ndjson"))).toBe("");
  });

  it("streams the answers to 1,000 titles in chunks, and refuses 1,001", async () => {
    const many = Array.from({ length: 1_000 }, (_, k) => `lego ${k}`);
    const response = await post(JSON.stringify(many));
    let parts = 0;
    let text = "";
    for await (const part of response.body ?? []) {
      parts++;
      text += new TextDecoder().decode(part);
    }
    expect(parts).toBe(21);
    expect(JSON.parse(text).map(({ title }: Answer) => title)).toEqual(many);
    for (const [body, type] of [
      [JSON.stringify([...many, "x"]), "application/json"],
      [[...many, "x"].map((title) => JSON.stringify(title)).join("\n"), "application/x-ndjson"],
    ] as const) {
      expect((await problemOf(await post(body, type, "?strict=1"), 413)).type).toBe("/problems/too-large");
    }
  });

  it("refuses more than one million bytes, with or without Content-Length", async () => {
    const large = `["${"x".repeat(1_000_000)}"]`;
    await problemOf(await post(large, "application/json", "", { "Content-Length": "1000004" }), 413);
    const unsaid = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(100_000)),
    });
    await problemOf(await post(unsaid), 413);
  });

  it.each([
    ["", "application/json", 400, "JSON array"],
    ["{", "application/json", 400, "JSON array"],
    ['{"title":"lego"}', "application/json", 400, "JSON array"],
    ['"lego"', "text/plain", 415, "application/x-ndjson"],
    ["title=lego", "application/x-www-form-urlencoded", 415, "application/json"],
    ['["lego"]', "constructor", 415, "application/json"],
  ])("refuses %s as %s with %i and says what to mend", async (body, type, status, detail) => {
    expect((await problemOf(await post(body, type), status)).detail).toContain(detail);
  });

  it.each([
    ['["lego", 3, "tea"]', "application/json", "must be a title"],
    ['["lego", "", "tea"]', "application/json", "title"],
    ['["lego", " \\n", "tea"]', "application/json", "title"],
    ['["lego", null, "tea"]', "application/json", "title"],
    ['["lego", {"title":"lego","__proto__":{"x":1}}, "tea"]', "application/json", "nothing else"],
    ['["lego", {"title":"lego","extra":1}, "tea"]', "application/json", "nothing else"],
    ['["lego", {"title":"lego","id":[1]}, "tea"]', "application/json", "id"],
    [`["lego", {"title":"lego","id":"${"x".repeat(201)}"}, "tea"]`, "application/json", "id"],
    ['"lego"\nlego\n"tea"', "application/x-ndjson", "not JSON"],
    ['"lego"\n{"title":\n"tea"', "application/x-ndjson", "not JSON"],
    [`"lego"\n"${"x".repeat(100_001)}"\n"tea"`, "application/x-ndjson", "100000 bytes"],
  ])(
    "answers the good entries of %s as %s, and says what is wrong with the other",
    async (body, type, fault) => {
      const response = await post(body, type);
      expect(response.status).toBe(200);
      const text = await textOf(response);
      const [first, second, third] =
        type === "application/json"
          ? JSON.parse(text)
          : text
              .trim()
              .split("\n")
              .map((line) => JSON.parse(line));
      expect([first, third]).toEqual([await alone("lego"), await alone("tea")]);
      expect(second).toEqual({
        entry: 2,
        error: {
          type: "/problems/invalid-entry",
          title: "An entry of the batch is no title",
          status: 400,
          detail: expect.stringContaining(fault),
        },
      });
      const { detail } = await problemOf(await post(body, type, "?strict=1"), 400);
      expect(detail).toMatch(/^Entry 2: /);
      expect(detail).toContain(second.error.detail);
    },
  );

  it("gives back ids, numbers and texts, of good entries and of bad ones", async () => {
    const ids = [7, "sku-8", 0, "", 1.5, '\u00e9"'];
    for (const [type, end] of [
      ["application/json", ","],
      ["application/x-ndjson", "\n"],
    ] as const) {
      const lines = [
        ...ids.map((id) => JSON.stringify({ id, title: "lego toys" })),
        '{"id":"bad","title":""}',
        '"tea"',
      ].join(end);
      const text = await textOf(await post(type === "application/json" ? `[${lines}]` : lines, type));
      const answers =
        type === "application/json"
          ? JSON.parse(text)
          : text
              .trim()
              .split("\n")
              .map((line) => JSON.parse(line));
      const lego = await alone("lego toys");
      expect(answers.slice(0, ids.length)).toEqual(ids.map((id) => ({ id, ...lego })));
      expect(answers.at(-2)).toMatchObject({ id: "bad", entry: 7, error: { status: 400 } });
      expect(answers.at(-1)).toEqual(await alone("tea"));
    }
  });

  it("cuts a text that is too long, and says so, as a single request does", async () => {
    const long = "lego ".repeat(2_500);
    const [answer] = await (await post(JSON.stringify([long]))).json<Answer[]>();
    expect(answer).toMatchObject({ truncated: { from: 12_500, to: 9_999 } });
    expect(answer).toEqual(await alone(long));
  });

  it.each(["gzip", "deflate", "x-gzip", "GZIP"])("reads a body compressed with %s", async (encoding) => {
    const format = encoding.toLowerCase().replace("x-", "") as "gzip" | "deflate";
    const packed = async (text: string) => {
      const stream = new Blob([text]).stream().pipeThrough(new CompressionStream(format));
      return new Response(stream).arrayBuffer();
    };
    const headers = { "Content-Encoding": encoding };
    const json = await post(await packed('["lego","tea"]'), "application/json", "", headers);
    expect(await json.json()).toEqual([await alone("lego"), await alone("tea")]);
    const lines = await post(await packed('"lego"\n"tea"\n'), "application/x-ndjson", "", headers);
    expect((await textOf(lines)).split("\n")).toHaveLength(3);
    // A small body that is large once unpacked, one that is none, and one that ends early.
    const bomb = await packed(`["${"x".repeat(5_000_000)}"]`);
    expect(bomb.byteLength).toBeLessThan(50_000);
    await problemOf(await post(bomb, "application/json", "", headers), 413);
    await problemOf(await post('["lego"]', "application/json", "", headers), 400);
    await problemOf(
      await post((await packed('["lego"]')).slice(0, 12), "application/json", "", headers),
      400,
    );
  });

  it("names the encodings that it knows", async () => {
    const response = await post('["lego"]', "application/json", "", { "Content-Encoding": "br" });
    expect(response.headers.get("Accept-Encoding")).toBe("gzip, deflate");
    expect((await problemOf(response, 415)).detail).toContain("gzip, deflate");
  });

  it("refuses a body that is not UTF-8, and ignores a byte order mark", async () => {
    const latin1 = await post(Uint8Array.from([0x5b, 0x22, 0xe9, 0x22, 0x5d]));
    expect((await problemOf(latin1, 400)).detail).toContain("UTF-8");
    const line = await textOf(
      await post(Uint8Array.from([0x22, 0xe9, 0x22, 0x0a, 0x22, 0x61, 0x22]), "application/x-ndjson"),
    );
    expect(
      line
        .trim()
        .split("\n")
        .map((one) => JSON.parse(one)),
    ).toMatchObject([{ entry: 1, error: { detail: expect.stringContaining("UTF-8") } }, { title: "a" }]);
    expect((await post('\ufeff["lego"]')).status).toBe(200);
  });

  it("refuses a title, or anything unknown, in the query", async () => {
    await problemOf(await post("[]", "application/json", "?title=lego"), 400);
    await problemOf(await post("[]", "application/json", "?top=0"), 400);
    await problemOf(await post("[]", "application/json", "?model=other"), 400);
    await problemOf(await post('["lego"]', "application/json", "?target=0.9"), 400);
  });

  it("times out where the body does not arrive", async () => {
    const settings = readSettings({});
    const route = classifyBatchRoute(
      createService(settings, () => sourceOf(() => tinyModelBytes())),
      20,
    );
    const log = vi.spyOn(console, "error").mockImplementation(() => {});
    const never = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array([91])) });
    const response = await route.request("/", {
      method: "POST",
      body: never,
      headers: { "Content-Type": "application/json" },
    });
    expect(response.status).toBe(408);
    expect((await response.json<{ type: string }>()).type).toBe("/problems/body-too-slow");
    log.mockRestore();
  });

  it("answers or refuses any body, never with a 5xx", async () => {
    const body = fc.oneof(
      fc.json({ maxDepth: 4 }),
      fc
        .array(fc.string({ unit: "binary", maxLength: 30 }), { maxLength: 5 })
        .map((list) => JSON.stringify(list)),
      fc.string({ unit: "binary", maxLength: 60 }),
    );
    const type = fc.constantFrom("application/json", "application/x-ndjson");
    await fc.assert(
      fc.asyncProperty(body, type, async (text, media) => {
        const response = await post(text, media);
        if (response.status !== 200) return void (await problemOf(response, 400));
        const answered = await textOf(response);
        const isEntry = (one: { title?: string; error?: { detail: string } }) =>
          typeof one.title === "string" || /\.$/.test(one.error?.detail ?? "");
        const entries =
          media === "application/json"
            ? JSON.parse(answered)
            : answered
                .split("\n")
                .slice(0, -1)
                .map((line) => JSON.parse(line));
        if (media === "application/json") expect(entries).toHaveLength(JSON.parse(text).length);
        expect(entries.every(isEntry)).toBe(true);
      }),
      { seed: 5, numRuns: 400 },
    );
  });
});
