import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import type { Answer } from "../../../shared/answer/answer.ts";
import { readSettings } from "../../../worker/config/settings.ts";
import { classifyBatchRoute } from "../../../worker/routes/classify-batch.ts";
import { createService } from "../../../worker/service/service.ts";
import { tinyModelBytes } from "../../fixtures/tiny-model.ts";
import { batchPoster, problemOf, serviceWith, sourceOf, textOf } from "../service.ts";

const ask = serviceWith();

const post = batchPoster(ask);
const titles = ["lego toys", "adult toys", "adult", "xylophone", "tea"];
const alone = (title: string, query = "") =>
  ask(`/classify?title=${encodeURIComponent(title)}${query}`).then((response) => response.json<Answer>());

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
