import type { Model } from "../../shared/artifact/model.ts";
import { nextUniform, seedStream } from "../../trainer/nuts/random.ts";

/** Gives title after title of ten words that the model knows, drawn from its vocabulary; the same for the same seed. */
export function titleMaker(model: Model, seed: number): () => string {
  const words = model.vocabulary.terms.filter((term) => !/[\s#]/.test(term));
  const state = seedStream(seed, 77);
  const word = () => words[Math.floor(nextUniform(state) * words.length)] ?? "";
  return () => Array.from({ length: 10 }, word).join(" ");
}
