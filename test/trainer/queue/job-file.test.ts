import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeAtomically } from "../../../trainer/files/write-atomically.ts";
import { encodeJob, readJobFile } from "../../../trainer/queue/job-file.ts";
import { smallJob } from "../chains/runs.ts";
import { folderWith } from "../data/files.ts";

test("a job is read as it was written, to the types of its arrays", async () => {
  const folder = await folderWith({});
  const initialParameters = Float64Array.of(0.1, -0, Number.MIN_VALUE, Number.NaN);
  const job = { ...smallJob(folder, { initialParameters }), chain: 3 };
  const { bytes, hash } = encodeJob(job);
  const file = join(folder, "job");
  await writeAtomically(file, bytes);
  const { folder: _, chain: __, ...content } = job;
  expect(await readJobFile(file, hash)).toStrictEqual(content);
  expect(encodeJob({ ...job, folder: "elsewhere", chain: 1 }).hash).toBe(hash);
  expect(encodeJob({ ...job, seed: job.seed + 1 }).hash).not.toBe(hash);

  await appendFile(file, "x");
  await expect(readJobFile(file, hash)).rejects.toMatchObject({
    code: "failed",
    message: expect.stringContaining("is not the one that was submitted"),
  });
  await expect(readJobFile(`${file}.no`, hash)).rejects.toThrow("is missing");
});
