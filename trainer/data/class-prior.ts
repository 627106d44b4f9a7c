import { createHash } from "node:crypto";
import { HedgeError } from "../../shared/errors.ts";
import { pathKey, pathOf, type TreeIndex } from "../../shared/tree/taxonomy.ts";
import { readCsvRecords } from "./csv-records.ts";

/** Class balance of the titles to be classified. */
export type ClassPrior = {
  /** As in the model file: `data`, `uniform`, or `file` and a hash of the shares. */
  readonly name: string;
  /**
   * Share of every leaf, in the order of `tree.leaves`, each above 0, of sum 1. Null for the
   * shares in the data.
   */
  readonly shares: Float64Array | null;
};

/** Columns that may have the shares. Only their ratios count. */
const shareColumns = ["share", "weight"];
/** Number of leaves named in an error. */
const listedLeaves = 3;

/**
 * Reads the class prior that `--class-prior` asks for: `data`, `uniform`, or a CSV file. The file
 * has the columns of the levels and one called `share` or `weight`, and a row for every leaf.
 *
 * @throws HedgeError `missing-file`, `missing-column`, `empty-data` or `bad-input`, naming file,
 *   row and column
 */
export async function readClassPrior(choice: string, tree: TreeIndex): Promise<ClassPrior> {
  if (choice === "data") return { name: choice, shares: null };
  const leaves = tree.leaves.length;
  if (choice === "uniform") return { name: choice, shares: new Float64Array(leaves).fill(1 / leaves) };
  const weights = await readWeights(choice, tree);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = weights.map((weight) => weight / total);
  if (!shares.every((share) => share > 0 && share <= 1)) {
    throw new HedgeError(
      "bad-input",
      `"${choice}": the shares are too far apart, or too large, to be added; write them as numbers of ordinary size.`,
    );
  }
  const hash = createHash("sha256").update(new Uint8Array(shares.buffer)).digest("hex");
  return { name: `file sha256:${hash.slice(0, 16)}`, shares };
}

async function readWeights(file: string, tree: TreeIndex): Promise<Float64Array> {
  const { levels } = tree.taxonomy;
  const leafOf = new Map(tree.leaves.map((node, leaf) => [pathKey(pathOf(tree.taxonomy, node)), leaf]));
  const weights = new Float64Array(tree.leaves.length);
  const rowOf = new Int32Array(tree.leaves.length);
  let header: Header | null = null;
  let row = -1;
  for await (const record of readRecords(file)) {
    row++;
    if (header === null) {
      header = findColumns(file, record, levels);
      continue;
    }
    if (record.every((field) => field.trim() === "")) continue;
    const rowError = (what: string) => new HedgeError("bad-input", `"${file}", row ${row}: ${what}`);
    if (record.length !== header.width)
      throw rowError(`${record.length} fields where the header has ${header.width}; mend the row.`);
    const labels = header.levels.map((at) => (record[at] ?? "").trim().toWellFormed());
    const path = labels.slice(0, labels.findLastIndex((label) => label !== "") + 1);
    const leaf = leafOf.get(pathKey(path));
    const [column, text] = [header.name, (record[header.share] ?? "").trim()];
    const weight = Number(text);
    if (leaf === undefined) {
      throw rowError(
        `columns ${levels.join(", ")} name ${showPath(path)}, which is no lowest class of the data; correct it or leave the row out.`,
      );
    }
    if ((rowOf[leaf] ?? 0) > 0)
      throw rowError(`${showPath(path)} stands in row ${rowOf[leaf]} already; leave one of them out.`);
    if (text === "" || !(weight > 0 && Number.isFinite(weight))) {
      throw rowError(
        `column "${column}" is "${text}"; it must be a number above 0 (a class that hardly occurs takes a small one).`,
      );
    }
    weights[leaf] = weight;
    rowOf[leaf] = row;
  }
  if (header === null) {
    throw new HedgeError(
      "empty-data",
      `"${file}" is empty; it needs a header line with ${levels.join(", ")} and share.`,
    );
  }
  const missing = tree.leaves.filter((_, leaf) => rowOf[leaf] === 0);
  if (missing.length > 0) {
    const some = missing.slice(0, listedLeaves).map((node) => showPath(pathOf(tree.taxonomy, node)));
    const more = missing.length > listedLeaves ? ` and ${missing.length - listedLeaves} more` : "";
    throw new HedgeError(
      "bad-input",
      `"${file}" has no row for ${some.join(", ")}${more}; column "${header.name}" must give every lowest class its share.`,
    );
  }
  return weights;
}

type Header = {
  readonly width: number;
  readonly levels: readonly number[];
  readonly name: string;
  readonly share: number;
};

function findColumns(file: string, record: readonly string[], levels: readonly string[]): Header {
  const names = record.map((name) => name.trim());
  const there = names.map((name) => `"${name}"`).join(", ");
  const missing = levels.find((level) => !names.includes(level));
  if (missing !== undefined)
    throw new HedgeError("missing-column", `"${file}" has no column "${missing}"; its columns are ${there}.`);
  const twice = names.find(
    (name, at) => names.indexOf(name) !== at && [...levels, ...shareColumns].includes(name),
  );
  if (twice !== undefined)
    throw new HedgeError("bad-input", `"${file}" has two columns "${twice}"; rename one of them.`);
  const [name, other] = shareColumns.filter((column) => names.includes(column) && !levels.includes(column));
  if (name === undefined) {
    throw new HedgeError(
      "missing-column",
      `"${file}" has no column "share" or "weight"; its columns are ${there}.`,
    );
  }
  if (other !== undefined)
    throw new HedgeError("bad-input", `"${file}" has a column "${name}" and a column "${other}"; keep one.`);
  return {
    width: names.length,
    levels: levels.map((level) => names.indexOf(level)),
    name,
    share: names.indexOf(name),
  };
}

/** Reads the records of the file. The message for a missing file names `--class-prior`. */
async function* readRecords(file: string): AsyncGenerator<readonly string[]> {
  try {
    yield* readCsvRecords(file);
  } catch (error) {
    if (!(error instanceof HedgeError) || error.code !== "missing-file") throw error;
    throw new HedgeError(
      "missing-file",
      `There is no file "${file}"; --class-prior takes data, uniform or a CSV file.`,
      { cause: error },
    );
  }
}

function showPath(path: readonly string[]): string {
  return `"${path.join(" > ")}"`;
}
