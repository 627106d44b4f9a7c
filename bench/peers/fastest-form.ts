import type { Usage } from "../contender.ts";
import type { PeerHello } from "./peer-contenders.ts";
import { startPeer } from "./peer-process.ts";
import { peerScript } from "./python.ts";

const sparseForms = ["padded", "segments", "segments-both"];

/** Seconds that a form is timed for once it is compiled. */
const turn = 0.5;

/** The sparse form that NumPyro's gradient of the problem in `folder` is fastest in, on one thread. */
export async function fastestForm(python: string, folder: string): Promise<string> {
  const peer = await startPeer(python, [peerScript("gradient.py"), folder, ...sparseForms], 1);
  try {
    let best = { form: "", wall: Number.POSITIVE_INFINITY };
    for (const form of (peer.hello as PeerHello).forms) {
      const run = async (count: number) => ((await peer.ask(`run ${form} ${count}`)) as Usage).wall / count;
      // The first one also pays for compilation.
      await run(1);
      const repetitions = Math.max(1, Math.round(turn / (await run(1))));
      const wall = await run(repetitions);
      if (wall < best.wall) best = { form, wall };
    }
    return best.form;
  } finally {
    peer.close();
  }
}
