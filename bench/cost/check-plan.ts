import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Command } from "commander";
import { wholeNumber } from "../../trainer/commands/options/parsers.ts";
import { withTemporaryFolder } from "../../trainer/files/temporary-folder.ts";
import { formatDuration } from "../../trainer/progress/rate.ts";
import { showBytes, totalSeconds } from "../../trainer/train/plan/describe-plan.ts";
import type { TrainingPlan } from "../../trainer/train/plan/plan-run.ts";
import type { ProfileName } from "../catalogues/synthetic/profiles.ts";
import { levelNames, syntheticCsv } from "../catalogues/synthetic/synthetic-csv.ts";
import { runStudy } from "../harness/study.ts";
import { type Column, columnTable } from "../harness/tables.ts";
import { measureTraining } from "./measure-run.ts";

const command = new Command("check:plan")
  .description("Plan runs on synthetic catalogues, make them, and compare what they took.")
  .option("--seed <n>", "seed of the catalogues and of the chains", wholeNumber(0, 0xffff_ffff), 1)
  .option("--most-titles <n>", "largest catalogue", wholeNumber(1000), 20_000)
  .option("--json", "print the result as one JSON document");

type Arguments = { seed: number; mostTitles: number; json?: true };

/** A run: a catalogue, and options of `train`. */
type Case = {
  readonly rows: number;
  readonly classes: readonly number[];
  readonly like: ProfileName;
  readonly options: string;
};

/** Runs of a minute or two. No constant of the plan was fitted to one of them. */
const cases: readonly Case[] = [
  { rows: 2000, classes: [8, 60], like: "amazon", options: "--chains 4 --warmup 100 --draws 100" },
  {
    rows: 4000,
    classes: [5, 20],
    like: "amazon",
    options: "--chains 2 --warmup 100 --draws 150 --threads 1",
  },
  {
    ...{ rows: 3000, classes: [12, 150], like: "industry" },
    options: "--preset quick --word-vectors none --chains 2 --warmup 60 --draws 60",
  },
  {
    ...{ rows: 6000, classes: [10, 100], like: "amazon" },
    options: "--preset quick --word-vectors learned --chains 2 --warmup 50 --draws 60 --calibration 0.15",
  },
  {
    ...{ rows: 8000, classes: [6, 30, 90], like: "amazon" },
    options: "--form factorised --word-vectors learned --chains 2 --warmup 30 --draws 50",
  },
  {
    ...{ rows: 12_000, classes: [20, 90, 600], like: "industry" },
    options: "--form factorised --word-vectors none --chains 2 --warmup 20 --draws 40",
  },
  {
    ...{ rows: 20_000, classes: [20, 300], like: "amazon" },
    options:
      "--form factorised --preset quick --word-vectors none --chains 2 --warmup 20 --draws 40 --calibration 0.1",
  },
  {
    ...{ rows: 20_000, classes: [20, 1000], like: "amazon" },
    options:
      "--form factorised --preset quick --word-vectors none --chains 2 --warmup 20 --draws 30 --calibration 0",
  },
];

/** Plans a run, makes it, and says what both come to. */
async function comparePlan({ rows, classes, like, options }: Case, seed: number, folder: string) {
  const data = join(folder, "titles.csv");
  await writeFile(data, syntheticCsv({ rows, classes, like, seed }));
  const args = [
    ...["--data", data, "--levels", levelNames(classes).join(","), "--out", join(folder, "model.msgpack")],
    ...["--seed", `${seed}`, "--json", ...options.split(" ")],
  ];
  const plan: TrainingPlan = JSON.parse((await measureTraining([...args, "--plan"], folder)).output);
  const { output, ...measured } = await measureTraining(args, folder);
  const { bytes }: { bytes: number } = JSON.parse(output);
  return {
    ...{ rows, classes, like, options },
    planned: { seconds: totalSeconds(plan), memory: plan.memory, disk: plan.disk, bytes: plan.fileBytes },
    stages: plan.seconds,
    measured: { ...measured, bytes },
  };
}

type Comparison = Awaited<ReturnType<typeof comparePlan>>;

/** Planned, measured, and by how much the plan is off. */
function shown(planned: number, measured: number, show: (value: number) => string): string {
  const error = 100 * (planned / measured - 1);
  return `${show(planned)}, ${show(measured)} (${error > 0 ? "+" : ""}${error.toFixed(0)} %)`;
}

const columns: readonly Column<Comparison>[] = [
  [
    "run: planned, measured",
    ({ rows, classes, like, options }) => `${rows} like ${like}, ${classes.join(" > ")} ${options}`,
  ],
  ["time", ({ planned, measured }) => shown(planned.seconds ?? Number.NaN, measured.seconds, formatDuration)],
  ["memory", ({ planned, measured }) => shown(planned.memory, measured.memory, showBytes)],
  ["disk", ({ planned, measured }) => shown(planned.disk, measured.disk, showBytes)],
  ["file", ({ planned, measured }) => shown(planned.bytes, measured.bytes, showBytes)],
];

await runStudy<Arguments>(command, async ({ options: { seed, mostTitles }, progress }) => {
  const found: Comparison[] = [];
  for (const one of cases.filter(({ rows }) => rows <= mostTitles)) {
    found.push(await withTemporaryFolder("hedge-plan-", (folder) => comparePlan(one, seed, folder)));
    progress.say(columnTable(columns, found.slice(-1)).trimEnd());
  }
  return { figures: { runs: found }, text: columnTable(columns, found) };
});
