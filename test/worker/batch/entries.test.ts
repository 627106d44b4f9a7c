import { describe, expect, it } from "vitest";
import type { Answer } from "../../../shared/answer/answer.ts";
import { batchPoster, problemOf, serviceWith, textOf } from "../service.ts";

const ask = serviceWith();

const post = batchPoster(ask);
const alone = (title: string) =>
  ask(`/classify?title=${encodeURIComponent(title)}`).then((response) => response.json<Answer>());

describe("an entry of a batch", () => {
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
    [`"lego"\n"${"x".repeat(100_001)}"\n"tea"`, "application/x-ndjson", "100000 characters"],
    [`"lego"\n"${"\u7a4d".repeat(200_000)}"\n"tea"`, "application/x-ndjson", "100000 characters"],
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
});
