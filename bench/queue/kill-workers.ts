import { statSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { chainFiles } from "../../trainer/chains/run-folder.ts";
import { nextUniform, seedStream } from "../../trainer/nuts/random.ts";
import type { Progress } from "../../trainer/progress/progress.ts";
import { type LocalWorker, startLocalWorker } from "./local-worker.ts";
import type { QueuedRun } from "./queued-run.ts";

/** What came of killing workers. */
export type Kills = {
  readonly kills: number;
  /** Kills of a worker that had a chain under way. */
  readonly atWork: number;
  readonly runs: number;
  /** Runs that did not make the draws of one machine. */
  readonly different: number;
  /** Most seconds from the last checkpoint of a chain, or its begin, to the kill of its worker. */
  readonly mostLost: number;
};

/** As `work` has it by default, but for how soon a worker counts as lost. */
const workerOptions = ["--lost-after", "3"];
/** Seconds between two kills: uniform between these. */
const [shortest, longest] = [1, 9];

/**
 * Runs chains on two workers again and again, and kills one of them at random times, until `kills`
 * were killed and the last run is finished. A killed worker is replaced at once.
 */
export async function killWorkers(
  kills: number,
  queued: QueuedRun,
  seed: number,
  progress: Progress,
): Promise<Kills> {
  const random = seedStream(seed, 1);
  const found = { kills: 0, atWork: 0, runs: 0, different: 0, mostLost: 0 };
  /** Chains under way by the names of their workers, and when they began. */
  const held = new Map<string, { chain: number; since: number }>();
  const watch: Progress = {
    say: () => {},
    start: (name) => ({
      advance: (_, note = "") => {
        const worker = /on (\S+)$/.exec(note)?.[1];
        const chain = Number(name.replace("chain ", "")) - 1;
        if (worker !== undefined && held.get(worker)?.chain !== chain)
          held.set(worker, { chain, since: Date.now() });
      },
      finish: () => {},
    }),
  };
  let started = 0;
  const start = () => startLocalWorker(`killed-${started++}`, queued.place, workerOptions);
  const workers: LocalWorker[] = [await start(), await start()];

  const killOne = async () => {
    const at = Math.floor(nextUniform(random) * workers.length);
    const [worker] = workers.splice(at, 1);
    worker?.process.kill("SIGKILL");
    found.kills++;
    const chain = worker && held.get(worker.name);
    if (chain) {
      found.atWork++;
      const { checkpoint } = chainFiles(queued.folder(), chain.chain);
      const savedAt = statSync(checkpoint, { throwIfNoEntry: false })?.mtimeMs ?? chain.since;
      found.mostLost = Math.max(found.mostLost, (Date.now() - savedAt) / 1000);
    }
    progress.say(`killed ${worker?.name}, ${found.kills} of ${kills}`);
    workers.push(await start());
  };
  try {
    while (found.kills < kills) {
      let isRunning = true;
      const running = queued.run(watch).finally(() => {
        isRunning = false;
      });
      while (isRunning && found.kills < kills) {
        await setTimeout(1000 * (shortest + (longest - shortest) * nextUniform(random)));
        if (isRunning) await killOne();
      }
      const { isSame, seconds } = await running;
      found.runs++;
      if (!isSame) found.different++;
      held.clear();
      progress.say(
        `run ${found.runs}: ${seconds.toFixed(1)} s, ${isSame ? "the same draws" : "OTHER DRAWS"}`,
      );
    }
  } finally {
    for (const { process } of workers) process.kill("SIGKILL");
  }
  return found;
}

/** What came of killing workers, in a line; empty if none was killed. */
export function showKills({ kills, atWork, runs, different, mostLost }: Kills): string {
  if (kills === 0) return "";
  const same = different === 0 ? "all with the draws of one machine" : `${different} WITH OTHER DRAWS`;
  return (
    `${kills} workers killed, ${atWork} of them with a chain, in ${runs} runs, ${same}; ` +
    `at most ${mostLost.toFixed(1)} s since the last checkpoint\n`
  );
}
