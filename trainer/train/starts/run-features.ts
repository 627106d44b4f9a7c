import { readFileSync } from "node:fs";
import { join } from "node:path";
import { HedgeError } from "../../../shared/errors.ts";
import { countDimensions, type Vocabulary } from "../../../shared/text/vocabulary.ts";
import { indexTree, type Taxonomy, type TreeIndex } from "../../../shared/tree/taxonomy.ts";
import { writeAtomically } from "../../files/write-atomically.ts";
import type { Features } from "./parameters-from-draw.ts";

/** File of a run folder that says what the coefficients of its draws belong to. */
const featuresFile = "features.json";

type StoredFeatures = Pick<Taxonomy, "labels" | "parents" | "levels"> & {
  readonly terms: readonly string[];
  readonly dimensions: number;
};

/** Notes the features and classes of a run in its folder. */
export async function writeRunFeatures(
  folder: string,
  vocabulary: Vocabulary,
  { taxonomy: { labels, parents, levels } }: TreeIndex,
): Promise<void> {
  const stored: StoredFeatures = {
    labels,
    parents,
    levels,
    terms: vocabulary.terms,
    dimensions: countDimensions(vocabulary),
  };
  await writeAtomically(join(folder, featuresFile), new TextEncoder().encode(JSON.stringify(stored)));
}

/**
 * The features and classes of a run.
 *
 * @throws HedgeError `bad-input` where the folder does not say
 */
export function readRunFeatures(folder: string): { features: Features; tree: TreeIndex } {
  const file = join(folder, featuresFile);
  try {
    const { terms, dimensions, ...taxonomy }: StoredFeatures = JSON.parse(readFileSync(file, "utf8"));
    return {
      features: { terms: new Map(terms.map((term, index) => [term, index])), dimensions },
      tree: indexTree(taxonomy),
    };
  } catch (cause) {
    throw new HedgeError(
      "bad-input",
      `--from: "${folder}" does not say what its draws belong to (${featuresFile}); name its model file.`,
      { cause },
    );
  }
}
