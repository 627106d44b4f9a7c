import { parentPort, workerData } from "node:worker_threads";
import { HedgeError } from "../../shared/errors.ts";
import { loadModel } from "../artifact/load-model.ts";
import { titleLabeller } from "./answer-cells.ts";
import type { LabelJob, LabelReply, LabelRequest } from "./label-job.ts";

const { model: file, hash, options } = workerData as LabelJob;
const { model } = await loadModel(file);
if (model.hash !== hash) {
  throw new HedgeError("failed", `"${file}" was replaced by another model; start again.`);
}
const label = titleLabeller(model, options);
parentPort?.on("message", ({ id, titles }: LabelRequest) => {
  parentPort?.postMessage({ id, labels: titles.map(label) } satisfies LabelReply);
});
