import { readFileSync } from "node:fs";
import { classifier } from "../../shared/answer/classify.ts";
import { openModel } from "../../shared/artifact/read-model.ts";

// Run in a process of its own, with --expose-gc: `node cold-child.ts MODEL TITLE`.
const [file = "", title = ""] = process.argv.slice(2);
const bytes = Uint8Array.from(readFileSync(file));
const collect = () => (globalThis as { gc?: () => void }).gc?.();
collect();
const before = process.memoryUsage();
const began = process.cpuUsage();
const classify = classifier(openModel(bytes).model);
classify(title);
const { user, system } = process.cpuUsage(began);
collect();
const after = process.memoryUsage();
// Beside the file's bytes: what JavaScript keeps for the model, its tables and its working memory.
const keptBytes = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
// `classify` is used once more, so that it is not collected before.
const firstAnswer = (user + system) / 1000;
process.stdout.write(JSON.stringify({ firstAnswer, keptBytes, classify: typeof classify }));
