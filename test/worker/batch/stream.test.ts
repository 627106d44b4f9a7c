import { describe, expect, it } from "vitest";
import { readSettings } from "../../../worker/config/settings.ts";
import { lineParser } from "../../../worker/middleware/parse-entries.ts";
import { classifyBatchRoute } from "../../../worker/routes/classify-batch.ts";
import { createService } from "../../../worker/service/service.ts";
import { tinyModelBytes } from "../../fixtures/tiny-model.ts";
import { batchPoster, serviceWith, sourceOf, textOf } from "../service.ts";

const post = batchPoster(serviceWith());

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

  it("has the same answers however its bytes are divided", async () => {
    const lines = [
      '"lego"',
      "",
      `"${"\u7a4d".repeat(60_000)}"`,
      `"${"x".repeat(400_000)}"`,
      "{",
      '"\u00e9 tea"',
    ];
    const bytes = new TextEncoder().encode(lines.join("\r\n"));
    const divided = (size: number) => {
      const parser = lineParser(1_000);
      const entries: unknown[] = [];
      for (let from = 0; from < bytes.length; from += size)
        entries.push(...parser.push(bytes.subarray(from, from + size)));
      return [...entries, ...parser.end()];
    };
    const whole = divided(bytes.length);
    expect(whole).toEqual([
      { title: "lego" },
      { title: "\u7a4d".repeat(60_000) },
      { fault: expect.stringContaining("100000 characters") },
      { fault: expect.stringContaining("not JSON") },
      { title: "\u00e9 tea" },
    ]);
    for (const size of [1, 7, 1_000, 65_536, 200_000]) expect(divided(size)).toEqual(whole);
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
