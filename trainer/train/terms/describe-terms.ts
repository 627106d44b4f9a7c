import type { TermKind } from "../../features/rare-terms.ts";
import { describeNodes } from "../nodes/node-size.ts";
import type { FittedRegression, RareTerms } from "./fit-regression.ts";

const names: Readonly<Record<TermKind, readonly [one: string, several: string]>> = {
  pairs: ["pair of words", "pairs of words"],
  pieces: ["piece of words", "pieces of words"],
  words: ["word", "words"],
};

/** Which terms were left out, as a sentence without its full stop. */
export function describeRareTerms({ leftOut }: RareTerms): string {
  const parts = leftOut.map(({ kind, terms, fewestTitles }) => {
    const name = names[kind][terms === 1 ? 0 : 1];
    return `${terms.toLocaleString("en")} ${name} seen in fewer than ${fewestTitles.toLocaleString("en")} titles`;
  });
  const [last = "no term", ...others] = parts.toReversed();
  const list = others.length === 0 ? last : `${others.toReversed().join(", ")} and ${last}`;
  const verb = leftOut.length === 1 && leftOut[0]?.terms === 1 ? "was" : "were";
  return `${list} ${verb} left out so that the model fits --max-bytes`;
}

/** How many coefficients are sampled, and of what. */
export function describeSize({ regression, nodes, nodeSizes }: FittedRegression): string {
  if (nodes !== null) return describeNodes(nodes, nodeSizes);
  const { design, tree } = regression.problem;
  const columns = tree.nodeCount - 1;
  const coefficients = (design.features * columns).toLocaleString("en");
  return `${design.features} features x ${columns} classes = ${coefficients} coefficients`;
}
