/** The library for Node: models from files, and NUTS with its diagnostics. See docs/library.md. */
export { type LoadedModel, loadModel } from "../artifact/load-model.ts";
export type { Chains } from "../diagnostics/chains.ts";
export { eBfmi } from "../diagnostics/e-bfmi.ts";
export { bulkEss, tailEss } from "../diagnostics/effective-sample-size.ts";
export { meanMcse } from "../diagnostics/mcse.ts";
export { rHat } from "../diagnostics/r-hat.ts";
export type { Iteration } from "../nuts/chain.ts";
export { StartError } from "../nuts/options.ts";
export { type Sample, type SampledChain, type SampleOptions, sample } from "../nuts/sample.ts";
export type { Target } from "../nuts/target.ts";
