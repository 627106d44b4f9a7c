import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Answer } from "../../shared/answer/answer.ts";
import { classifier } from "../../shared/answer/classify.ts";
import { readModel } from "../../shared/artifact/read-model.ts";
import { replaceDecision } from "../../trainer/artifact/replace-decision.ts";

/** A model of the pair, with what it answers. */
export type Swappable = { readonly hash: string; readonly classify: (title: string) => Answer };

/** A folder of two models that differ in what they answer, and a pointer at one of them. */
export type SwappableModels = {
  readonly folder: string;
  readonly pair: readonly [Swappable, Swappable];
  /** Points at a model of the pair, as publishing does: the file is there before the pointer changes. */
  pointAt(which: 0 | 1): Promise<void>;
};

/** Makes the folder from a model file: the model itself, and the same with thresholds that let it answer with anything. */
export async function swappableModels(folder: string, file: string): Promise<SwappableModels> {
  await mkdir(folder, { recursive: true });
  const bytes = await readFile(file);
  const model = await readModel(bytes);
  const bold = await replaceDecision(bytes, {
    thresholds: model.decision.thresholds.map(() => 0),
    calibration: model.decision.calibration,
  });
  const load = async (content: Uint8Array): Promise<Swappable> => {
    const { hash } = await readModel(content);
    await writeFile(join(folder, `${hash.slice(7)}.msgpack`), content);
    const loaded = await readModel(content);
    const classify = classifier(loaded);
    return { hash, classify: (title) => classify(title) };
  };
  const pair = [await load(bytes), await load(bold.bytes)] as const;
  const pointAt = async (which: 0 | 1) => {
    const { hash } = pair[which];
    const next = join(folder, "next.json");
    await writeFile(next, JSON.stringify({ file: `${hash.slice(7)}.msgpack`, hash }));
    await rename(next, join(folder, "model.json"));
  };
  await pointAt(0);
  return { folder, pair, pointAt };
}
