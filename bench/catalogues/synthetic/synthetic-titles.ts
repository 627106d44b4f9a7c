import { nextUniform, seedStream } from "../../../trainer/nuts/random.ts";
import { drawPosition, hashUniform, logNormal, rankAt, runningSums } from "./numbers.ts";
import type { Profile } from "./profiles.ts";
import { spell } from "./spell.ts";
import type { SyntheticTree } from "./synthetic-tree.ts";

/** A title and its class, top level first. */
export type SyntheticRow = { readonly title: string; readonly path: readonly string[] };

/** Tries to find a word that a title does not have yet. */
const tries = 8;

/**
 * Makes titles one after the other, without end. They depend on the arguments alone, and memory is
 * that of the tree.
 *
 * A title has a class, drawn by its share, and a number of words. A word is a common one, or one of
 * a node on the path of the class. Words of a node are ranked, and a rank names the same word each
 * time: one of the node's own, or one of the pool of all classes.
 */
export function* syntheticTitles(
  { leaves, nodeCount }: SyntheticTree,
  profile: Profile,
  seed: number,
): Generator<SyntheticRow, never> {
  const random = seedStream(seed, 2);
  const sums = runningSums(leaves.map(({ share }) => share));
  const { common, depthRatio } = profile;
  const depth = leaves[0]?.nodes.length ?? 0;
  const levelWeights = Array.from({ length: depth }, (_, level) => depthRatio ** level);
  const total = levelWeights.reduce((sum, one) => sum + one, 0);
  const levels = runningSums([common, ...levelWeights.map((weight) => ((1 - common) * weight) / total)]);

  /** Numbers of words: those of the root are 0, nodeCount, 2 nodeCount and so on. */
  const wordOf = (node: number, rank: number): string => {
    if (node > 0 && hashUniform(seed, node, rank) < profile.own) return spell(rank * nodeCount + node);
    const shared = node === 0 ? rank : rankAt(profile.poolLaw, hashUniform(seed + 1, node, rank));
    return spell(shared * nodeCount);
  };
  const labels = Array.from(
    { length: nodeCount },
    (_, node) => `${wordOf(node, 1)} ${wordOf(node, 2)} ${node}`,
  );

  for (;;) {
    const { nodes } = leaves[drawPosition(sums, random)] ?? { nodes: [] };
    const length = Math.max(1, Math.round(profile.length.median * logNormal(profile.length.spread, random)));
    const words = new Set<string>();
    for (let left = length * tries; left > 0 && words.size < length; left--) {
      const level = drawPosition(levels, random);
      const law = level === 0 ? profile.commonLaw : profile.classLaw;
      words.add(wordOf(level === 0 ? 0 : (nodes[level - 1] ?? 0), rankAt(law, nextUniform(random))));
    }
    const isWrong = nextUniform(random) < profile.noise;
    const labelled = isWrong ? (leaves[drawPosition(sums, random)]?.nodes ?? nodes) : nodes;
    yield { title: [...words].join(" "), path: labelled.map((node) => labels[node] ?? "") };
  }
}
