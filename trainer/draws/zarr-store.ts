import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Types of numbers, by their name in Zarr. All are little-endian. */
const numberTypes = {
  "<f8": Float64Array,
  "<f4": Float32Array,
  "<i4": Int32Array,
  "|b1": Uint8Array,
} as const;

/** An array of numbers over chains and draws, and perhaps further dimensions. */
export type ZarrArray = {
  readonly name: string;
  readonly type: keyof typeof numberTypes;
  /** Names of its dimensions, slowest first. */
  readonly dimensions: readonly string[];
  readonly shape: readonly number[];
  /** Length of a chunk along every dimension. */
  readonly chunk: readonly number[];
  /** Values of the chunks in C order, the first dimension slowest. Shorter ones are filled up. */
  chunks(): Iterable<ArrayLike<number>>;
};

/** Names along a dimension. */
export type ZarrLabels = { readonly name: string; readonly labels: readonly string[] };

/** A group of arrays that share dimensions, such as `posterior`. */
export type ZarrGroup = {
  readonly name: string;
  readonly arrays: readonly ZarrArray[];
  readonly labels: readonly ZarrLabels[];
};

type Metadata = Record<string, unknown>;

/**
 * Writes groups of arrays as a Zarr store, version 2 of the format, not compressed. xarray and
 * ArviZ open it, in their versions that read Zarr 2 and 3 alike.
 *
 * @param folder empty folder
 */
export async function writeZarr(
  folder: string,
  groups: readonly ZarrGroup[],
  attributes: Readonly<Record<string, string | number>>,
): Promise<void> {
  const metadata: Metadata = {};
  const describe = async (path: string, content: Metadata) => {
    metadata[path] = content;
    await writeFile(join(folder, path), JSON.stringify(content, null, 1));
  };
  await describe(".zgroup", { zarr_format: 2 });
  await describe(".zattrs", attributes);
  for (const { name: group, arrays, labels } of groups) {
    await mkdir(join(folder, group), { recursive: true });
    await describe(`${group}/.zgroup`, { zarr_format: 2 });
    await describe(`${group}/.zattrs`, attributes);
    for (const array of arrays) {
      const path = `${group}/${array.name}`;
      await mkdir(join(folder, path));
      await describe(`${path}/.zarray`, arrayMetadata(array.type, array.shape, array.chunk));
      await describe(`${path}/.zattrs`, { _ARRAY_DIMENSIONS: array.dimensions });
      const names = chunkNames(array);
      for (const values of array.chunks()) {
        const chunk = new numberTypes[array.type](product(array.chunk));
        chunk.set(values);
        await writeFile(join(folder, path, names.next().value ?? ""), chunk);
      }
    }
    for (const { name, labels: texts } of labels) {
      const path = `${group}/${name}`;
      const { type, bytes } = encodeTexts(texts);
      await mkdir(join(folder, path));
      await describe(`${path}/.zarray`, arrayMetadata(type, [texts.length], [Math.max(1, texts.length)]));
      await describe(`${path}/.zattrs`, { _ARRAY_DIMENSIONS: [name] });
      await writeFile(join(folder, path, "0"), bytes);
    }
  }
  const consolidated = { zarr_consolidated_format: 1, metadata };
  await writeFile(join(folder, ".zmetadata"), JSON.stringify(consolidated, null, 1));
}

function arrayMetadata(type: string, shape: readonly number[], chunks: readonly number[]): Metadata {
  return {
    zarr_format: 2,
    shape,
    chunks,
    dtype: type,
    order: "C",
    compressor: null,
    fill_value: null,
    filters: null,
  };
}

/** Names of the chunks in C order: their positions along the dimensions, `0.3.0`. */
function* chunkNames({ shape, chunk }: ZarrArray): Generator<string, undefined> {
  const counts = shape.map((length, k) => Math.ceil(length / (chunk[k] ?? 1)));
  for (let at = 0; at < product(counts); at++) {
    let rest = at;
    const position = counts.toReversed().map((count) => {
      const own = rest % count;
      rest = Math.floor(rest / count);
      return own;
    });
    yield position.toReversed().join(".");
  }
}

function product(lengths: readonly number[]): number {
  return lengths.reduce((sum, length) => sum * length, 1);
}

/** Texts of one length in UTF-32, filled up with NUL. */
function encodeTexts(texts: readonly string[]): { readonly type: string; readonly bytes: Uint8Array } {
  const points = texts.map((text) => Array.from(text, (character) => character.codePointAt(0) ?? 0));
  const length = Math.max(1, ...points.map((one) => one.length));
  const codes = new Uint32Array(length * texts.length);
  points.forEach((one, k) => {
    codes.set(one, k * length);
  });
  return { type: `<U${length}`, bytes: new Uint8Array(codes.buffer) };
}
