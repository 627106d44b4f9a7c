import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Contender, Evaluation, Usage } from "../contender.ts";
import type { PeerProcess } from "./peer-process.ts";

/** What a gradient peer says of itself when it starts. */
export type PeerHello = {
  /** Names of the forms that it can compute the gradient in. */
  readonly forms: readonly string[];
  /** Forms that it leaves out, with the reason. */
  readonly skipped?: Readonly<Record<string, string>>;
  /** Versions of what it is made of. */
  readonly versions: Readonly<Record<string, string>>;
};

/** One contender for every form of a peer. `folder` holds the problem; answers with vectors come back through a file there. */
export function peerContenders(
  peer: PeerProcess,
  folder: string,
  title: (form: string) => string,
): Contender[] {
  const { forms } = peer.hello as PeerHello;
  return forms.map((form) => ({
    name: title(form),
    gradients: 1,
    run: async (repetitions) => (await peer.ask(`run ${form} ${repetitions}`)) as Usage,
    evaluate: async (position): Promise<Evaluation> => {
      await peer.ask(`evaluate ${form} ${position}`);
      const bytes = readFileSync(join(folder, "answer.f64"));
      const numbers = new Float64Array(
        bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
      );
      return { value: numbers[0] ?? Number.NaN, gradient: numbers.subarray(1) };
    },
  }));
}
