import { workerData } from "node:worker_threads";
import type { GradientThreadData } from "./gradient-threads.ts";
import { instantiateKernel } from "./load.ts";

const { module, memory, settings, scratch } = workerData as GradientThreadData;
const exports = instantiateKernel(module, memory);
exports.configure(settings);
exports.useScratch(scratch);
// Only once this module is loaded: Node 24 crashes when a thread ends that is still loading.
setImmediate(exports.runWorker);
