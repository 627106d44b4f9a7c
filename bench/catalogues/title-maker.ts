import type { Model } from "../../shared/artifact/model.ts";
import { nextUniform, seedStream } from "../../trainer/nuts/random.ts";

/** Builds a function that makes titles of ten random words of a model: one seed, one list. */
export function titleMaker({ vocabulary: { terms } }: Model, seed: number): () => string {
  const words = Array.from({ length: terms.length }, (_, index) => terms.at(index)).filter(
    (term) => !/[\s#+]/.test(term),
  );
  const state = seedStream(seed, 77);
  const word = () => words[Math.floor(nextUniform(state) * words.length)] ?? "";
  return () => Array.from({ length: 10 }, word).join(" ");
}
