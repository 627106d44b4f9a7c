import { parentPort, workerData } from "node:worker_threads";
import { loadModel } from "../artifact/load-model.ts";
import { titleLabeller } from "./answer-cells.ts";
import type { LabelJob, LabelReply, LabelRequest } from "./label-job.ts";

const { model: file, hash, options } = workerData as LabelJob;
const { model } = await loadModel(file);
const post = (reply: LabelReply) => parentPort?.postMessage(reply);
if (model.hash !== hash)
  post({ kind: "failed", message: `"${file}" was replaced by another model; start again.` });
const label = titleLabeller(model, options);
parentPort?.on("message", ({ id, titles }: LabelRequest) => {
  post({ kind: "labels", id, labels: titles.map(label) });
});
