import { createHash } from "node:crypto";
import { HedgeError } from "../../shared/errors.ts";
import { type Path, pathKey, pathOf, type TreeIndex } from "../../shared/tree/taxonomy.ts";
import { type RowOptions, readRows } from "./read-rows.ts";
import type { LabelledRow } from "./rows/labelled-row.ts";
import { withoutEmptyEnd } from "./usable-rows.ts";

/** Class balance of the titles to be classified. */
export type ClassPrior = {
  /** As in the model file: `data`, `uniform`, or `file` and a hash of the shares. */
  readonly name: string;
  /**
   * Share of every leaf, in the order of `tree.leaves`, each above 0, of sum 1. Null for the
   * shares in the data.
   */
  readonly shares: Float64Array | null;
  /** Classes without titles, whose shares are left out. */
  readonly leftOut: readonly Path[];
};

/** Columns that may have the shares. Only their ratios count. */
const shareColumns = ["share", "weight"];
/** Number of leaves named in an error. */
const listedLeaves = 3;

/**
 * Reads the class prior that `--class-prior` asks for: `data`, `uniform`, or a file. The file has
 * the classes in columns of the levels or in one of paths, and one called `share` or `weight`. It
 * has a row for every leaf.
 *
 * @throws HedgeError `missing-file`, `missing-column`, `empty-data` or `bad-input`, naming file,
 *   line and column
 */
export async function readClassPrior(
  choice: string,
  tree: TreeIndex,
  { pathSeparator }: Pick<RowOptions, "pathSeparator"> = {},
): Promise<ClassPrior> {
  if (choice === "data") return { name: choice, shares: null, leftOut: [] };
  const leaves = tree.leaves.length;
  if (choice === "uniform")
    return { name: choice, shares: new Float64Array(leaves).fill(1 / leaves), leftOut: [] };
  const { weights, leftOut } = await readWeights(
    choice,
    tree,
    pathSeparator === undefined ? {} : { pathSeparator },
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = weights.map((weight) => weight / total);
  if (!shares.every((share) => share > 0 && share <= 1)) {
    throw new HedgeError(
      "bad-input",
      `"${choice}": the shares are too far apart, or too large, to be added; write them as numbers of ordinary size.`,
    );
  }
  const hash = createHash("sha256").update(new Uint8Array(shares.buffer)).digest("hex");
  return { name: `file sha256:${hash.slice(0, 16)}`, shares, leftOut };
}

async function readWeights(
  file: string,
  tree: TreeIndex,
  options: RowOptions,
): Promise<{ readonly weights: Float64Array; readonly leftOut: readonly Path[] }> {
  const { taxonomy } = tree;
  const leafOf = new Map(tree.leaves.map((node, leaf) => [pathKey(pathOf(taxonomy, node)), leaf]));
  const weights = new Float64Array(tree.leaves.length);
  const lineOf = new Int32Array(tree.leaves.length);
  const declared = new Set(taxonomy.declared?.map(pathKey));
  const leftOut: Path[] = [];
  const { column, rows } = await readShares(file, taxonomy.levels, options);
  for (const { row: line, title: text, path: labels } of rows) {
    const rowError = (what: string) => new HedgeError("bad-input", `"${file}", line ${line}: ${what}`);
    const path = withoutEmptyEnd(labels);
    const leaf = leafOf.get(pathKey(path));
    const weight = Number(text);
    if (declared.has(pathKey(path))) {
      leftOut.push(path);
      continue;
    }
    if (leaf === undefined) {
      throw rowError(
        `${showPath(path)} is no lowest class of the data; correct it, leave the row out or declare the class with --taxonomy.`,
      );
    }
    if ((lineOf[leaf] ?? 0) > 0)
      throw rowError(`${showPath(path)} stands in line ${lineOf[leaf]} already; leave one of them out.`);
    if (!(weight > 0 && Number.isFinite(weight))) {
      throw rowError(
        `column "${column}" is "${text}"; it must be a number above 0 (a class that hardly occurs takes a small one).`,
      );
    }
    weights[leaf] = weight;
    lineOf[leaf] = line;
  }
  const missing = tree.leaves.filter((_, leaf) => lineOf[leaf] === 0);
  if (missing.length > 0) {
    const some = missing.slice(0, listedLeaves).map((node) => showPath(pathOf(taxonomy, node)));
    const more = missing.length > listedLeaves ? ` and ${missing.length - listedLeaves} more` : "";
    throw new HedgeError(
      "bad-input",
      `"${file}" has no row for ${some.join(", ")}${more}; column "${column}" must give every lowest class its share.`,
    );
  }
  return { weights, leftOut };
}

/** Reads the shares as the titles of rows. A row that cannot be used is an error here. */
async function readShares(
  file: string,
  levels: readonly string[],
  options: RowOptions,
): Promise<{ readonly column: string; readonly rows: readonly LabelledRow[] }> {
  const found: { column: string; rows: readonly LabelledRow[] }[] = [];
  let failure = "";
  for (const column of shareColumns.filter((name) => !levels.includes(name))) {
    try {
      const { rows, skipped } = await readRows(
        [file],
        { title: column, levels, withoutProposal: true },
        options,
      );
      const bad = skipped.find(({ harmless }) => !harmless);
      if (bad) throw new HedgeError("bad-input", `"${file}", line ${bad.row}: ${bad.reason}; mend the row.`);
      found.push({ column, rows });
    } catch (error) {
      if (!(error instanceof HedgeError) || error.code !== "missing-column") throw explain(file, error);
      failure ||= error.message;
    }
  }
  const [one, other] = found;
  if (one === undefined) {
    const message = failure.replace('no column "share"', 'no column "share" or "weight"');
    throw new HedgeError("missing-column", message);
  }
  if (other !== undefined) {
    throw new HedgeError(
      "bad-input",
      `"${file}" has a column "${one.column}" and a column "${other.column}"; keep one.`,
    );
  }
  return one;
}

/** The message for a missing file names `--class-prior`. */
function explain(file: string, error: unknown): unknown {
  if (!(error instanceof HedgeError) || error.code !== "missing-file") return error;
  return new HedgeError(
    "missing-file",
    `There is no file "${file}"; --class-prior takes data, uniform or a file of shares.`,
    { cause: error },
  );
}

function showPath(path: readonly string[]): string {
  return `"${path.join(" > ")}"`;
}
