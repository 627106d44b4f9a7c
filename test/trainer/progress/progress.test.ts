import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { createProgressDisplay } from "../../../trainer/progress/bars.ts";
import { createProgressLog } from "../../../trainer/progress/lines.ts";
import { describeTask, formatDuration, rateMeter } from "../../../trainer/progress/rate.ts";

test("a log gets at most a line in five seconds, about all running tasks", () => {
  let time = 0;
  const lines: string[] = [];
  const progress = createProgressLog(
    (line) => lines.push(line),
    () => time,
  );
  const first = progress.start("chain 1", 100);
  const second = progress.start("chain 2", 100);
  for (let tick = 1; tick <= 10; tick++) {
    time = 1000 * tick;
    first.advance(2 * tick, "warm-up");
    second.advance(tick);
  }
  expect(lines).toEqual([
    "chain 1 10 %, 2.0/s, 0:45 left, warm-up | chain 2 4 %, 1.0/s, 1:36 left",
    "chain 1 20 %, 2.0/s, 0:40 left, warm-up | chain 2 9 %, 1.0/s, 1:31 left",
  ]);
  first.finish();
  first.finish();
  expect(lines.slice(2)).toEqual(["chain 1: 20 of 100 in 0:10"]);
  progress.say("hello");
  expect(lines.at(-1)).toBe("hello");
});

test("the rate is that of the last reports, without the work of an earlier run", () => {
  let time = 0;
  const meter = rateMeter(() => time);
  expect(meter.rate()).toBeNaN();
  time = 1000;
  meter.note(500);
  expect(meter.rate()).toBeNaN();
  time = 3000;
  meter.note(504);
  expect(meter.rate()).toBe(2);
  for (let done = 505; done < 600; done++) {
    time += 100;
    meter.note(done);
  }
  expect(meter.rate()).toBeCloseTo(10, 10);
});

test("durations and tasks in words", () => {
  expect([0, 59.6, 61, 3599, 3600, 86_399].map(formatDuration)).toEqual([
    ...["0:00", "1:00", "1:01", "59:59", "1:00:00", "23:59:59"],
  ]);
  expect(describeTask(0, 10, Number.NaN, "")).toBe("0 %");
  expect(describeTask(999, 1000, 0.5, "x")).toBe("99 %, 0.50/s, 0:02 left, x");
  expect(describeTask(10, 10, 250, "")).toBe("100 %, 250/s, 0:00 left");
  expect(describeTask(0, 0, Number.NaN, "")).toBe("100 %");
});

test("a terminal gets a bar for each task, with logged lines above; closing draws everything", async () => {
  const terminal = Object.assign(new PassThrough(), { isTTY: true, columns: 120 });
  let drawn = "";
  terminal.on("data", (chunk) => {
    drawn += chunk;
  });
  const progress = createProgressDisplay(terminal);
  progress.say("before");
  const tasks = ["chain 1", "chain 2"].map((name) => progress.start(name, 4));
  tasks[0]?.advance(1, "warm-up");
  tasks[1]?.advance(2);
  progress.say("between");
  progress.close();
  const text = stripVTControlCharacters(drawn);
  expect(text).toMatch(/^before\n/);
  expect(text).toContain("between\n");
  expect(text).toMatch(/\[={8} {22}\] chain 1: 25 %, warm-up/);
  expect(text).toMatch(/\[={15} {15}\] chain 2: 50 %/);
});

test("when the last task is finished nothing keeps the program alive", async () => {
  const terminal = Object.assign(new PassThrough(), { isTTY: true, columns: 120 });
  terminal.resume();
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
  const before = timers();
  const progress = createProgressDisplay(terminal);
  const task = progress.start("chain 1", 1);
  expect(timers()).toBe(before + 1);
  task.advance(1);
  task.finish();
  task.finish();
  expect(timers()).toBe(before);
});

test("a stream that is not a terminal gets lines", () => {
  const log = new PassThrough();
  const progress = createProgressDisplay(log);
  const task = progress.start("titles", 2);
  task.advance(2);
  task.finish();
  progress.close();
  expect(String(log.read())).toBe("titles: 2 of 2 in 0:00\n");
});
