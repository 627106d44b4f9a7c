import { expect, test } from "vitest";
import { createProgressLog } from "../../../trainer/progress/lines.ts";
import { trackWholeRun } from "../../../trainer/progress/whole-run.ts";

test("the time left is that of all stages, from the share that they are expected to take", () => {
  let time = 0;
  const lines: string[] = [];
  const log = createProgressLog(
    (line) => lines.push(line),
    () => time,
  );
  // Two chains of 10 s together, then calibration of 10 s. All of it is three times slower.
  const run = trackWholeRun(log, [
    { prefix: "chain ", tasks: 2, seconds: 10 },
    { prefix: "calibration", tasks: 1, seconds: 10 },
  ]);
  for (const name of ["chain 1", "chain 2"]) {
    const task = run.start(name, 100);
    for (let done = 10; done <= 100; done += 10) {
      time += 1500;
      task.advance(done);
    }
    task.finish();
  }
  expect(lines[0]).toBe("whole run 7 %, 0:56 left | chain 1 40 %, 6.7/s, 0:09 left");
  expect(lines.find((line) => line.includes("chain 2 60 %"))).toMatch(/^whole run 37 %, 0:3[789] left \|/);
  const calibration = run.start("calibration", 4);
  time += 15_000;
  calibration.advance(2, "fold 1");
  expect(lines.at(-1)).toMatch(/^whole run 50 %, 0:30 left \| calibration 50 %/);
  calibration.finish();
  run.finish();
  expect(lines.at(-1)).toBe("whole run: done in 0:45");
});

test("tasks of no stage change nothing, and lines pass through", () => {
  const lines: string[] = [];
  const run = trackWholeRun(
    createProgressLog((line) => lines.push(line)),
    [{ prefix: "chain ", tasks: 1, seconds: 0 }],
  );
  run.start("titles", 3).finish();
  run.say("hello");
  expect(lines).toEqual(["titles: 0 of 3 in 0:00", "hello"]);
});
