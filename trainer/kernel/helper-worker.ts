import { workerData } from "node:worker_threads";
import type { HelperData } from "./helpers.ts";
import { instantiateKernel } from "./load.ts";

const { module, memory, settings, scratch } = workerData as HelperData;
const exports = instantiateKernel(module, memory);
exports.configure(settings);
exports.useScratch(scratch);
// Not while this module is being loaded: Node 24 crashes when a thread is ended that is still loading.
setImmediate(exports.help);
