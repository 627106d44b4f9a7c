import { exports } from "cloudflare:workers";
import { expect, it } from "vitest";
import type { Answer } from "../../shared/answer/answer.ts";

const origin = "https://hedge.example";

it("the deployed worker answers from the model among its static assets", async () => {
  const response = await exports.default.fetch(`${origin}/classify?title=lego+toys`);
  expect(response.status).toBe(200);
  const answer = await response.json<Answer>();
  expect(answer.answer?.path).toEqual(["toys games", "building toys"]);
});

it("simultaneous first requests all get an answer", async () => {
  const responses = await Promise.all(
    Array.from({ length: 20 }, () => exports.default.fetch(`${origin}/healthz`)),
  );
  expect(responses.map(({ status }) => status)).toEqual(new Array(20).fill(200));
  const hashes = await Promise.all(responses.map((response) => response.text()));
  expect(new Set(hashes).size).toBe(1);
});

it("the model itself is not served", async () => {
  expect((await exports.default.fetch(`${origin}/model.msgpack`)).status).toBe(404);
});
