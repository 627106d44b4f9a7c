import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Answer } from "../../shared/answer/answer.ts";
import { classifier } from "../../shared/answer/classify.ts";
import type { Model } from "../../shared/artifact/model.ts";
import { readModel } from "../../shared/artifact/read-model.ts";
import { replaceDecision } from "../../trainer/artifact/replace-decision.ts";

export type SwappableModels = Awaited<ReturnType<typeof swappableModels>>;

/**
 * Writes a folder of two models that differ in what they answer, and a pointer at one of them. The
 * first is that of the file; the second has thresholds of 0.
 */
export async function swappableModels(folder: string, file: string) {
  await mkdir(folder, { recursive: true });
  const bytes = await readFile(file);
  const model = await readModel(bytes);
  const { calibration, thresholds } = model.decision;
  const bold = await replaceDecision(bytes, { thresholds: thresholds.map(() => 0), calibration });
  const load = async (content: Uint8Array) => {
    const loaded = await readModel(content);
    await writeFile(join(folder, fileOf(loaded)), content);
    const classify = classifier(loaded);
    return { hash: loaded.hash, classify: (title: string): Answer => classify(title) };
  };
  const pair = [await load(bytes), await load(bold.bytes)] as const;
  // The file is there before the pointer, as when a model is published.
  const pointAt = async (which: 0 | 1) => {
    const next = join(folder, "next.json");
    const { hash } = pair[which];
    await writeFile(next, JSON.stringify({ file: fileOf({ hash }), hash }));
    await rename(next, join(folder, "model.json"));
  };
  await pointAt(0);
  return { folder, model, pair, pointAt };
}

function fileOf({ hash }: Pick<Model, "hash">): string {
  return `${hash.slice(7)}.msgpack`;
}
