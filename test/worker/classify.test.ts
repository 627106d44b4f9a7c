import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Answer, Placement } from "../../shared/answer/answer.ts";
import { tinyReference } from "../fixtures/tiny-reference.ts";
import { problemOf, serviceWith } from "./service.ts";

const ask = serviceWith();

async function classify(query: Record<string, string>): Promise<Answer> {
  const response = await ask(`/classify?${new URLSearchParams(query)}`);
  expect(response.status).toBe(200);
  expect(response.headers.get("Content-Type")).toBe("application/json");
  return response.json<Answer>();
}

describe("GET /classify", () => {
  it("answers an unambiguous title with the leaf that the formulas give", async () => {
    const { nodes } = tinyReference("lego toys");
    const answer = await classify({ title: "Lego, TOYS!" });

    expect(answer.title).toBe("Lego, TOYS!");
    expect(answer.answer).toMatchObject({
      path: ["toys games", "building toys"],
      label: "building toys",
      level: 2,
    });
    expect(answer.answer?.probability).toBeCloseTo(nodes[3] ?? Number.NaN, 6);
    expect(answer.fallback).toBeNull();
    expect(answer.uncertainty).toMatchObject({ knownWords: 2, unknownWords: 0 });
    expect(answer.model).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it("answers with the department alone when no child reaches its threshold", async () => {
    const { nodes } = tinyReference("adult toys");
    const answer = await classify({ title: "adult toys" });

    expect(answer.answer).toMatchObject({ path: ["toys games"], label: "toys games", level: 1 });
    expect(answer.answer?.probability).toBeCloseTo(nodes[1] ?? Number.NaN, 6);
    const child = (nodes[3] ?? 0) > (nodes[4] ?? 0) ? "building toys" : "dolls";
    expect(answer.fallback).toMatchObject({ reason: "low-child-confidence", child, threshold: 0.6 });
  });

  it("answers null when no department reaches its threshold", async () => {
    const answer = await classify({ title: "adult" });
    expect(answer.answer).toBeNull();
    expect(answer.fallback).toMatchObject({
      reason: "low-child-confidence",
      child: "toys games",
      threshold: 0.7,
    });
  });

  it("says so when it knows no word of the title", async () => {
    const answer = await classify({ title: "xylophone qwerty" });
    expect(answer.answer).toBeNull();
    expect(answer.fallback?.reason).toBe("no-known-words");
    expect(answer.uncertainty).toMatchObject({ knownWords: 0, unknownWords: 2, total: Math.log(4) });
  });

  it("lists `top` candidates, most probable first, and three by default", async () => {
    const byProbability = (a: Placement, b: Placement) => b.probability - a.probability;
    for (const [top, expected] of [
      ["1", 1],
      ["2", 2],
      ["50", 4],
    ] as const) {
      const { candidates } = await classify({ title: "doll", top });
      expect(candidates).toHaveLength(expected);
      expect(candidates).toEqual([...candidates].sort(byProbability));
    }
    expect((await classify({ title: "doll" })).candidates).toHaveLength(3);
  });

  it("adds an explanation on request, and changes nothing else", async () => {
    const { explanation, ...answer } = await classify({ title: "doll adult", explain: "1" });
    expect(answer).toEqual(await classify({ title: "doll adult" }));
    expect(await classify({ title: "doll adult", explain: "0" })).toEqual(answer);
    expect(explanation?.path).toEqual(["toys games", "dolls"]);
    expect(explanation?.words[0]?.word).toBe("doll");
  });

  it("falls back to the parent below `min`, and to null where that falls short too", async () => {
    const { nodes } = tinyReference("doll adult toys");
    const between = (((nodes[1] ?? 0) + (nodes[4] ?? 0)) / 2).toFixed(6);
    const levels = await Promise.all(
      ["0", between, "1"].map(
        async (min) => (await classify({ title: "doll adult toys", min })).answer?.level,
      ),
    );
    expect(levels).toEqual([2, 1, undefined]);
    const { fallback } = await classify({ title: "doll adult toys", min: "1" });
    expect(fallback?.threshold).toBe(1);
  });

  it("answers HEAD like GET, without a body", async () => {
    const response = await ask("/classify?title=doll", { method: "HEAD" });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("");
  });
});

describe("the query of GET /classify", () => {
  it.each([
    ["", "Give title once"],
    ["?title=", "The title is empty"],
    ["?title=%20%09%E3%80%80", "The title is empty"],
    ["?title=a&title=b", "Give title once"],
    ["?top=3", "Give title once"],
    ["?title=doll&top=0", "top must be"],
    ["?title=doll&top=51", "top must be"],
    ["?title=doll&top=2.5", "top must be"],
    ["?title=doll&top=-1", "top must be"],
    ["?title=doll&top=1e1", "top must be"],
    ["?title=doll&top=", "top must be"],
    ["?title=doll&top=99999999999999999999", "top must be"],
    ["?title=doll&top=1&top=2", "top must be"],
    ["?title=doll&explain=yes", "explain must be"],
    ["?title=doll&min=1.5", "min must be"],
    ["?title=doll&min=-0", "min must be"],
    ["?title=doll&min=1e-1", "min must be"],
    ["?title=doll&min=NaN", "min must be"],
    ["?title=doll&target=0.5", "target must be"],
    ["?title=doll&target=0.9", "no calibrated targets"],
    ["?title=doll&model=../x", "model must be"],
    ["?title=doll&model=nobody", "no such model"],
    ["?title=doll&titel=doll", 'no parameter "titel"'],
    ["?title=doll&__proto__=1", 'no parameter "__proto__"'],
    ["?title=doll&constructor=1", 'no parameter "constructor"'],
  ])("refuses %s and says what to mend", async (query, detail) => {
    const document = await problemOf(await ask(`/classify${query}`), 400);
    expect(document.type).toBe("/problems/invalid-query");
    expect(document.detail).toContain(detail);
    expect(document.instance).toBe("/classify");
  });

  it("names every fault at once", async () => {
    const { detail } = await problemOf(await ask("/classify?title=&top=0&explain=2"), 400);
    expect(detail).toMatch(/title.*top.*explain/);
  });

  it("does not repeat a very long parameter name", async () => {
    const { detail } = await problemOf(await ask(`/classify?title=a&${"x".repeat(5_000)}=1`), 400);
    expect(detail.length).toBeLessThan(200);
  });
});

describe("hostile titles", () => {
  it("reads up to 10,000 characters, cuts what is longer and says so", async () => {
    const whole = `${"lego ".repeat(1_999)}toys`;
    expect(await classify({ title: whole })).not.toHaveProperty("truncated");
    const long = await classify({ title: `${whole} and tea` });
    expect(long).toMatchObject({ title: whole, truncated: { from: 10_007, to: 9_999 } });
    expect(long.answer?.label).toBe("building toys");
    const { truncated } = await classify({ title: `${"x".repeat(9_999)}\u{1f600}` });
    expect(truncated).toEqual({ from: 10_001, to: 9_999 });
  });

  it("treats NUL in a title as punctuation", async () => {
    const answer = await classify({ title: "lego\0toys" });
    expect(answer.answer?.label).toBe("building toys");
    expect((await classify({ title: "\0" })).fallback?.reason).toBe("no-known-words");
  });

  it.each([
    ["a lone byte", "%FF%FE"],
    ["an encoded surrogate", "lego%ED%A0%80"],
    ["a cut sequence", "caf%C3"],
    ["an overlong slash", "%C0%AF"],
  ])("refuses percent-encoding that is not UTF-8: %s", async (_, title) => {
    const { detail } = await problemOf(await ask(`/classify?title=${title}`), 400);
    expect(detail).toContain("not UTF-8");
  });

  it("takes a percent sign that starts no escape as a percent sign", async () => {
    const answer: Answer = await (await ask("/classify?title=100%+lego+toys")).json();
    expect(answer.title).toBe("100% lego toys");
    expect(answer.answer?.label).toBe("building toys");
  });

  it("answers or refuses any title: never a 5xx, always valid JSON", async () => {
    const title = fc.oneof(
      fc.string({ unit: "binary", maxLength: 60 }),
      fc.string({ unit: fc.constantFrom("lego", "tea", " ", "\0", "%", "&", "=", "\u0301", "<b>", "#") }),
    );
    await fc.assert(
      fc.asyncProperty(title, async (text) => {
        const response = await ask(`/classify?title=${encodeURIComponent(text)}`);
        if (text.trim() === "") return void (await problemOf(response, 400));
        expect(response.status).toBe(200);
        const answer = await response.json<Answer>();
        expect(answer.title).toBe(text);
        for (const { probability, interval } of answer.candidates) {
          expect(probability).toBeGreaterThanOrEqual(0);
          expect(probability).toBeLessThanOrEqual(1 + 1e-9);
          expect(interval[0]).toBeLessThanOrEqual(interval[1]);
        }
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  it("accepts exactly the options that are in range, in any order and combination", async () => {
    const number = (most: number) => fc.oneof(fc.integer({ min: -2, max: most }), fc.double()).map(String);
    const options = fc.record(
      {
        top: fc.oneof(number(60), fc.string({ maxLength: 3 })),
        min: fc.oneof(
          fc.constantFrom("0", "1", "0.5", ".25", "2", "-1", "0x1", "1e-3", "Infinity"),
          number(2),
        ),
        explain: fc.constantFrom("0", "1", "2", "true", ""),
      },
      { requiredKeys: [] },
    );
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(options, async (query) => {
        const { top, min, explain } = query;
        const isSound =
          (top === undefined || (/^\d{1,4}$/.test(top) && Number(top) >= 1 && Number(top) <= 50)) &&
          (min === undefined || (/^(0|1|[01]?\.\d{1,9})$/.test(min) && Number(min) <= 1)) &&
          (explain === undefined || explain === "0" || explain === "1");
        const entries = Object.entries(query).filter(
          (entry): entry is [string, string] => entry[1] !== undefined,
        );
        const response = await ask(`/classify?${new URLSearchParams([...entries, ["title", "lego tea"]])}`);
        if (!isSound) return void (await problemOf(response, 400));
        taken++;
        expect(response.status).toBe(200);
        const { answer, candidates, ...rest } = await response.json<Answer>();
        expect(candidates).toHaveLength(Math.min(4, Number(top ?? 3)));
        expect("explanation" in rest).toBe(explain === "1");
        if (answer && min !== undefined) expect(answer.probability).toBeGreaterThanOrEqual(Number(min));
      }),
      { seed: 4, numRuns: 1_500 },
    );
    expect(taken).toBeGreaterThan(50);
  });

  it("answers or refuses any raw query string", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary-ascii", maxLength: 80 }), async (raw) => {
        const response = await ask(`/classify?title=${raw.replaceAll("#", "%")}`);
        if (response.status !== 200) await problemOf(response, 400);
      }),
      { seed: 3, numRuns: 500 },
    );
  });
});
