import { parentPort } from "node:worker_threads";
import { HedgeError } from "../../shared/errors.ts";
import { holdsClaim } from "../files/claim.ts";
import { coefficientReader } from "../model/coefficients.ts";
import { drawInitialParameters } from "../model/initial-parameters.ts";
import { startChain } from "../nuts/chain.ts";
import { StartError, startTries } from "../nuts/options.ts";
import { seedStream } from "../nuts/random.ts";
import { type ChainJob, type ChainMessage, signals, threadFailure } from "./chain-job.ts";
import { createMechanics } from "./chain-mechanics.ts";
import { openRecorder } from "./chain-recorder.ts";
import { computeProbeLogits } from "./probes.ts";
import { drawNearMode } from "./starts/near-mode.ts";
import { makeTraceLine } from "./trace.ts";

/**
 * Longest time between two checkpoints in milliseconds, where the job does not say. Where saving is
 * fast they come more often, and take at most the share `savingShare` of the time. Draws do not
 * depend on it.
 */
const usualInterval = 60_000;
const shortestInterval = 5_000;
const savingShare = 0.02;
/** Milliseconds between two looks at whether another worker has claimed the chain. */
const claimInterval = 1_000;

/** First stream of the seed for starting points. Chains use the streams 0, 1, ... */
const startStream = 0x73746172;

const noStartMessage =
  `The log density or its gradient is not finite at any of ${startTries} starts; train with --backend double, ` +
  "in case 32 bits are too few, or with another --seed.";

/** Runs one chain from its checkpoint or from the start. */
async function runChain(job: ChainJob, post: (message: ChainMessage) => void): Promise<void> {
  const { problem, probes } = job;
  const { mechanics, read, write, threads } = await createMechanics(job);
  const { layout, read: readCoefficients } = coefficientReader(problem);
  const isShared = job.claim !== undefined;
  const { recorder, from } = openRecorder(job.folder, job.chain, { keepEvery: job.keepEvery, isShared });
  const startRandom = seedStream(job.seed, startStream + job.chain);
  const start = () => {
    const [q, gradient] = [mechanics.acquire(), mechanics.acquire()];
    write(q, startParameters(job, startRandom));
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
  const longest = job.checkpointInterval ?? usualInterval;
  const shortest = Math.min(shortestInterval, longest);
  const isSuperseded = () => job.claim !== undefined && !holdsClaim(job.claim);
  let savedAt = performance.now();
  let claimSeenAt = savedAt;
  let interval = shortest;

  /** One iteration; false if another worker has the chain. */
  const advance = async (): Promise<boolean> => {
    threads?.grow(Atomics.load(words, signals.extraThreads));
    const { iteration, position } = chain.advance();
    read(position.q, parameters);
    readCoefficients(parameters, coefficients, scales);
    computeProbeLogits(problem, probes, coefficients, logits);
    draw.set(scales);
    recorder.record(makeTraceLine(iteration, scales, logits), iteration.isWarmUp ? null : draw);
    post({ kind: "progress", done: chain.done(), stepSize: iteration.stepSize, steps: iteration.steps });
    const isDue = performance.now() - savedAt > interval;
    if (isDue || performance.now() - claimSeenAt > claimInterval) {
      if (isSuperseded()) return false;
      claimSeenAt = performance.now();
    }
    if (isDue) {
      const began = performance.now();
      await recorder.save(chain.state());
      savedAt = performance.now();
      const spared = (savedAt - began) / savingShare;
      interval = Math.max(shortest, Math.min(longest, spared));
    }
    return true;
  };
  let isOurs = true;
  try {
    while (isOurs && chain.done() < length && Atomics.load(words, signals.stop) === 0)
      isOurs = await advance();
  } finally {
    await threads?.stop();
  }
  if (!isOurs || isSuperseded()) {
    recorder.close();
    return post({ kind: "superseded" });
  }
  await recorder.save(chain.state());
  recorder.close();
  post(chain.done() < length ? { kind: "stopped", done: chain.done() } : { kind: "finished" });
}

/** What a chain starts from that has no checkpoint. */
function startParameters(job: ChainJob, random: Uint32Array): Float64Array {
  const { problem, initialParameters, modeGradients } = job;
  if (initialParameters) return initialParameters;
  return modeGradients === undefined
    ? drawInitialParameters(problem, random)
    : drawNearMode(job, modeGradients);
}

const port = parentPort;
port?.on("message", (job: ChainJob | null) => {
  if (job === null) {
    port.close();
    return;
  }
  runChain(job, (message) => port.postMessage(message)).catch((error: unknown) => {
    const known = error instanceof StartError ? new HedgeError("target-not-finite", noStartMessage) : error;
    port.postMessage(threadFailure(known));
  });
});
