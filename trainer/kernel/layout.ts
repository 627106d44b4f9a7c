import { columnTree } from "../../shared/tree/column-tree.ts";
import { type ParameterLayout, type Problem, parameterLayout } from "../model/problem.ts";
import type { Kernel } from "./load.ts";
import { countBlocks, estimateWork, splitEvenly } from "./work-blocks.ts";

/** Logit of padding leaves: their probability is zero, and nothing overflows. */
const paddingLogit = -1e30;

/** The kernel's memory for one problem: the layout of a vector, and the work areas. */
export type KernelLayout = {
  readonly parameters: ParameterLayout;
  /** Numbers in a vector, padding included. */
  readonly length: number;
  readonly headLength: number;
  /** Leaves and internal nodes, each padded to a multiple of 4. */
  readonly leafStride: number;
  readonly internalStride: number;
  /** Blocks that the work on rows and on features is divided into. */
  readonly blocks: number;
  /** Group of every leaf and internal node, for writing scales. */
  readonly leafGroups: Int32Array;
  readonly internalGroups: Int32Array;
  readonly addresses: {
    readonly settings: number;
    readonly leafScale: number;
    readonly internalScale: number;
    readonly coefficients: number;
    readonly logits: number;
    readonly scaleTotal: number;
    /** Inverse masses of the head, `headLength` of them. */
    readonly headMass: number;
    /** A byte for each number of a vector, the head included: its level of inverse mass. */
    readonly massLevels: number;
  };
};

/** Levels of inverse mass in a factor of two: frequencies are met to 1.5 %. */
export const levelsPerDoubling = 12;

/**
 * Memory of the metric, in vectors: the inverse masses, three for the rotations of a step, and a
 * byte for the level of each number.
 */
export const metricVectors = 4.25;

/** Copies a problem into the kernel's memory and configures the kernel for it. */
export function installProblem(kernel: Kernel, problem: Problem): KernelLayout {
  const { design, labels, tree, noise, likelihoodPower } = problem;
  const parameters = parameterLayout(problem);
  const { leaves, columns, features, rows } = parameters;
  const internals = columns - leaves;
  const leafStride = padded(leaves);
  const internalStride = padded(internals);
  const rowLength = leafStride + internalStride;
  const headLength = padded(parameters.freeGroups.length);
  const { parent, group } = columnTree(tree);

  const slotOf = (column: number) => ((parent[column] ?? -1) < 0 ? 0 : (parent[column] ?? 0) - leaves + 1);
  const leafSlots = Array.from({ length: leafStride }, (_, c) => slotOf(Math.min(c, leaves - 1)));
  const internalSlots = Array.from({ length: internals }, (_, i) => slotOf(leaves + i));
  const vectorSlots = Array.from({ length: leafStride / 4 }, (_, t) => {
    const four = leafSlots.slice(4 * t, 4 * t + 4);
    return four.every((slot) => slot === four[0]) ? (four[0] ?? 0) : -1;
  });

  const integers = (values: ArrayLike<number>) => {
    const address = kernel.allocate(4 * Math.max(1, values.length));
    kernel.integers(address, values.length).set(values);
    return address;
  };
  const floats = (values: ArrayLike<number>) => {
    const address = kernel.allocate(4 * Math.max(1, values.length));
    kernel.floats(address, values.length).set(values);
    return address;
  };
  const reserve = (bytes: number) => kernel.allocate(Math.max(64, bytes));

  const leafScale = reserve(4 * leafStride);
  const internalScale = reserve(4 * internalStride);
  const coefficients = reserve(4 * features * leafStride);
  const logits = reserve(4 * rows * leafStride);
  const scaleTotal = reserve(8 * rowLength);
  const length = headLength + features * rowLength + (noise ? rows * leafStride : 0);
  const headMass = floats(
    Array.from({ length: headLength }, (_, f) => (f < parameters.freeGroups.length ? 1 : 0)),
  );
  const massLevels = reserve(length);
  const isColumn = (k: number) => (k < leafStride ? k < leaves : k - leafStride < internals);
  const columnMask = floats(Array.from({ length: rowLength }, (_, k) => (isColumn(k) ? 1 : 0)));
  const rowWork = estimateWork(design.rowStart, 15);
  const featureWork = estimateWork(design.featureStart, 6);
  const blocks = countBlocks(leafStride * rowWork.reduce((all, each) => all + each, 0));
  const [rowBlocks, featureBlocks] = [splitEvenly(rowWork, blocks), splitEvenly(featureWork, blocks)];
  const settings = integers([
    ...[rows, features, leafStride / 4, internals, rowLength / 4, headLength / 4, noise ? 1 : 0],
    ...[integers(design.rowStart), integers(design.rowFeature), floats(design.rowValue)],
    ...[integers(design.featureStart), integers(design.featureRow), floats(design.featureValue)],
    ...[integers(labels), floats(new Float32Array(rows).fill(likelihoodPower))],
    floats(Array.from({ length: leafStride }, (_, c) => (c < leaves ? 0 : paddingLogit))),
    ...[integers(vectorSlots), integers(leafSlots), integers(internalSlots)],
    ...[leafScale, internalScale, coefficients, logits],
    ...[headMass, massLevels, levelsPerDoubling, reserve(4 * 1024)],
    ...[reserve(4 * length), reserve(4 * length), reserve(4 * length), reserve(4 * length)],
    ...[columnMask, scaleTotal],
    ...[blocks, integers(rowBlocks), integers(featureBlocks)],
    ...[reserve(128 * blocks), reserve(8 * rowLength * blocks), reserve(128)],
  ]);
  kernel.exports.configure(settings);
  kernel.exports.useScratch(reserve(kernel.exports.scratchBytes()));
  kernel.exports.fillInverseMass();

  return {
    parameters,
    length,
    headLength,
    leafStride,
    internalStride,
    blocks,
    leafGroups: group.slice(0, leaves),
    internalGroups: group.slice(leaves),
    addresses: { settings, leafScale, internalScale, coefficients, logits, scaleTotal, headMass, massLevels },
  };
}

/** Position in a kernel vector of every parameter, in the order of the parameter layout. */
export function kernelPositions(layout: KernelLayout): Int32Array {
  const { parameters, headLength, leafStride, internalStride } = layout;
  const { freeGroups, features, columns, leaves, rows, noiseStart, dimension } = parameters;
  const positions = new Int32Array(dimension);
  let next = 0;
  for (let free = 0; free < freeGroups.length; free++) positions[next++] = free;
  for (let j = 0; j < features; j++) {
    const row = headLength + j * (leafStride + internalStride);
    for (let v = 0; v < columns; v++) positions[next++] = row + (v < leaves ? v : leafStride + v - leaves);
  }
  const noiseRow = headLength + features * (leafStride + internalStride);
  if (dimension > noiseStart) {
    for (let i = 0; i < rows; i++) {
      for (let c = 0; c < leaves; c++) positions[next++] = noiseRow + i * leafStride + c;
    }
  }
  return positions;
}

/** Numbers that so many take in a vector of four lanes. */
export function padded(count: number): number {
  return 4 * Math.ceil(count / 4);
}
