import { parentPort, workerData } from "node:worker_threads";
import { HedgeError } from "../../shared/errors.ts";
import { coefficientReader } from "../model/coefficients.ts";
import { startParameters } from "../model/start.ts";
import { startChain } from "../nuts/chain.ts";
import { StartError, startTries } from "../nuts/options.ts";
import { seedStream } from "../nuts/random.ts";
import { type ChainJob, type ChainMessage, signals } from "./chain-job.ts";
import { chainMechanics } from "./chain-mechanics.ts";
import { openRecorder } from "./chain-recorder.ts";
import { probeLogits } from "./probes.ts";
import { traceLine } from "./trace.ts";

/** Between two checkpoints, in milliseconds: what a crash can cost. It does not touch the draws. */
const checkpointEvery = 60_000;

/** First stream of the seed for starting points; chains move on streams 0, 1, ... */
const startStream = 0x73746172;

const noStart =
  `The log density or its gradient is not finite at any of ${startTries} starts; train with --backend double, ` +
  "in case 32 bits are too few, or with another --seed.";

/** Runs one chain from its checkpoint or from the start, in a thread of its own. */
async function runChain(job: ChainJob, say: (message: ChainMessage) => void): Promise<void> {
  const { problem, probes } = job;
  const { mechanics, read, write, helpers } = await chainMechanics(job);
  const { layout, read: readCoefficients } = coefficientReader(problem);
  const { recorder, from } = openRecorder(job.folder, job.chain);
  const startRandom = seedStream(job.seed, startStream + job.chain);
  const start = () => {
    const [q, gradient] = [mechanics.acquire(), mechanics.acquire()];
    write(q, startParameters(problem, startRandom));
    return { q, gradient, logDensity: mechanics.evaluate(q, gradient) };
  };
  const chain = startChain(mechanics, { ...job.nuts, start }, from ?? undefined);

  const groups = problem.tree.groups.length;
  const draw = new Float32Array(groups + layout.features * layout.columns);
  const coefficients = draw.subarray(groups);
  const parameters = new Float64Array(layout.dimension);
  const scales = new Float64Array(groups);
  const logits = new Float64Array(probes.length);
  const words = new Int32Array(job.signals);
  const length = job.nuts.warmup + job.draws;
  let savedAt = performance.now();

  const advance = async () => {
    helpers?.grow(Atomics.load(words, signals.helpers));
    const { iteration, position } = chain.advance();
    read(position.q, parameters);
    readCoefficients(parameters, coefficients, scales);
    probeLogits(problem, probes, coefficients, logits);
    draw.set(scales);
    recorder.record(traceLine(iteration, scales, logits), iteration.isWarmUp ? null : draw);
    say({ kind: "progress", done: chain.done(), stepSize: iteration.stepSize, steps: iteration.steps });
    if (performance.now() - savedAt > checkpointEvery) {
      await recorder.save(chain.state());
      savedAt = performance.now();
    }
  };
  try {
    while (chain.done() < length && Atomics.load(words, signals.stop) === 0) await advance();
  } finally {
    await helpers?.stop();
  }
  await recorder.save(chain.state());
  recorder.close();
  say(chain.done() < length ? { kind: "stopped", done: chain.done() } : { kind: "finished" });
}

const port = parentPort;
if (port) {
  runChain(workerData as ChainJob, (message) => port.postMessage(message)).catch((error: unknown) => {
    const isUsers = error instanceof HedgeError || error instanceof StartError;
    const code = error instanceof HedgeError ? error.code : "target-not-finite";
    const failure: ChainMessage = {
      kind: "failed",
      code: isUsers ? code : null,
      message: error instanceof StartError ? noStart : error instanceof Error ? error.message : String(error),
      stack: error instanceof Error ? (error.stack ?? "") : "",
    };
    port.postMessage(failure);
  });
}
