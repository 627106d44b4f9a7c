import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { loadModel } from "../../artifact/load-model.ts";
import { threadFailure } from "../../chains/chain-job.ts";
import { scoreCalibrationTitles } from "../../evaluation/scores/score-titles.ts";
import type { Progress } from "../../progress/progress.ts";
import { planOnly } from "../../train/plan-training.ts";
import { type TrainResult, type TrainStage, trainModel } from "../../train/train-model.ts";
import { checkTrainOptions } from "../options/check-train-options.ts";
import { isJsonReport, jsonText, writeJson, writeReport } from "../output/documents.ts";
import { trainText } from "../output/train-lines.ts";
import { trainReport } from "../output/train-report.ts";
import type { StopRequest, TrainJob, TrainMessage, TrainOutcome } from "./train-messages.ts";
import { withoutReport } from "./without-report.ts";

type Post = (message: TrainMessage) => void;

/**
 * A training run and its report. One that is stopped while the report is made does not write it.
 *
 * @param isStopAsked whether a request to stop has come that was not heard yet
 */
async function run(
  { given, report }: TrainJob,
  signal: AbortSignal,
  isStopAsked: () => boolean,
  post: Post,
): Promise<TrainOutcome> {
  const { json, strict: _strict, report: _report, ...wanted } = given;
  const progress = postedProgress(post);
  const options = await checkTrainOptions(wanted, report, progress);
  if (options.plan) {
    const plan = await planOnly(options, progress);
    return { output: json ? jsonText(plan) : "", verdict: null };
  }
  const onStage = (stage: TrainStage) => post({ kind: "stage", stage });
  const result = await trainModel(options, progress, signal, onStage);
  const { model } = await loadModel(result.model);
  const scored = result.predicted && scoreCalibrationTitles(model, result.predicted);
  const shown = {
    ...shownResult(result),
    quality: scored && { sentences: scored.quality, ...scored.metrics },
    report,
  };
  const isJson = isJsonReport(report);
  const page = isJson ? "" : await trainReport(result, model, scored);
  if (signal.aborted || isStopAsked()) throw withoutReport(result.model, result.folder);
  if (isJson) await writeJson(report, { ...shown, diagnosis: result.diagnosis });
  else await writeReport(report, page);
  return {
    output: json ? jsonText(shown) : trainText(result, scored?.quality ?? [], report),
    verdict: result.summary.diagnostics.verdict,
  };
}

/** What `--json` shows of a result: no data, no predictions and nothing that chains recorded. */
function shownResult({
  model,
  hash,
  bytes,
  posterior,
  loss,
  seconds,
  summary,
  targets,
  wrongLabels,
  folder,
  rare,
  naiveBayes,
}: TrainResult) {
  const leftOut = rare?.leftOut ?? [];
  const promised = { targets, wrongLabels };
  return { model, hash, bytes, posterior, loss, seconds, summary, ...promised, leftOut, naiveBayes, folder };
}

function postedProgress(post: Post): Progress {
  let tasks = 0;
  return {
    say: (line) => post({ kind: "say", line }),
    start: (name, total, options) => {
      const task = tasks++;
      post({ kind: "start", task, name, total, options });
      return {
        advance: (done, note = "") => post({ kind: "advance", task, done, note }),
        finish: () => post({ kind: "finish", task }),
      };
    },
  };
}

const port = parentPort;
if (port) {
  const controller = new AbortController();
  port.on("message", (_: StopRequest) => controller.abort());
  // Listening alone should not keep the thread alive.
  port.unref();
  const post: Post = (message) => port.postMessage(message);
  const isStopAsked = () => receiveMessageOnPort(port) !== undefined;
  run(workerData as TrainJob, controller.signal, isStopAsked, post).then(
    (outcome) => post({ kind: "done", ...outcome }),
    (error: unknown) => post(threadFailure(error)),
  );
}
