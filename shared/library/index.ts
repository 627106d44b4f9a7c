/**
 * The library: a model file in, answers out. It runs in Node, in Workers and in browsers.
 * docs/library.md has examples.
 */
export type { Answer, Fallback, Placement } from "../answer/answer.ts";
export { classifier } from "../answer/classify.ts";
export type { ClassifyOptions } from "../answer/classify-options.ts";
export type { Model } from "../artifact/model.ts";
export { readModel } from "../artifact/read-model.ts";
export { type ErrorCode, HedgeError } from "../errors.ts";
export type { Explanation } from "../explanation/explanation.ts";
export { type Path, pathOf, type Taxonomy } from "../tree/taxonomy.ts";
