import { type FactorisedModel, isFactorised, type Model } from "../../shared/artifact/model.ts";
import { readNodeBlock } from "../../shared/artifact/node-block.ts";
import { HedgeError } from "../../shared/errors.ts";
import { type NodeTree, nodeShape, nodeTree } from "../../shared/tree/node-tree.ts";
import { pathOf, type TreeIndex } from "../../shared/tree/taxonomy.ts";
import type { DrawShape } from "../chains/draw-file.ts";
import { nodeFolder } from "../chains/run-folder.ts";

/** A softmax with draws of its own: all of a flat model, or a node of a factorised one. */
export type Softmax = {
  /** Folder of its chains. */
  readonly folder: string;
  /** Paths of the classes whose children have a scale. */
  readonly groups: readonly string[];
  /** Paths of the classes with coefficients, in the order of the columns. */
  readonly classes: readonly string[];
  /** The features of the model that it has coefficients for, ascending. */
  readonly features: Int32Array;
  /** What a user should know of it, in sentences. */
  readonly notes: readonly string[];
};

/** The shape of a softmax's draws. */
export function shapeOfSoftmax({ groups, features, classes }: Softmax): DrawShape {
  return { groups: groups.length, features: features.length, columns: classes.length };
}

/**
 * The softmax of a run's model that a user asks for.
 *
 * @param run run folder
 * @param path of the class whose children the softmax is over, with ` > ` between its labels. A
 *   factorised model has its root's if none is named, a flat model has only one
 * @throws HedgeError `bad-usage` for a class without a softmax of its own
 */
export function chooseSoftmax(run: string, model: Model, path: string | undefined): Softmax {
  if (isFactorised(model)) return nodeSoftmax(run, model, path);
  if (path !== undefined) {
    throw new HedgeError(
      "bad-usage",
      "The model has one softmax over all classes; leave out --node, and choose classes with --classes.",
    );
  }
  const { tree, posterior } = model;
  const features = Int32Array.from({ length: posterior.features }, (_, feature) => feature);
  return { folder: run, ...namesOf(tree, []), features, notes: [] };
}

function nodeSoftmax(run: string, { tree, posterior }: FactorisedModel, path: string | undefined): Softmax {
  const { nodes, parts, draws, unknownShare, mostLeaves } = posterior;
  const paths = nodes.map((node) => pathOf(tree.taxonomy, node));
  const at = paths.findIndex((own) => own.join(" > ") === (path ?? ""));
  const [node, block] = [nodes[at], parts[at]];
  const own: NodeTree | null = node === undefined ? null : nodeTree(tree, node, mostLeaves);
  const another = paths.find((one, k) => k !== at && one.length > 0)?.join(" > ");
  if (node === undefined || block === undefined || own === null) {
    const known = another === undefined ? "leave out --node" : `name one that has, such as "${another}"`;
    throw new HedgeError("bad-usage", `"${path}" has no two children to choose between; ${known}.`);
  }
  const shape = nodeShape(tree, node, mostLeaves);
  return {
    folder: nodeFolder(run, node),
    ...namesOf(own.tree, paths[at] ?? []),
    features: readNodeBlock(block, shape, draws, unknownShare).features,
    notes:
      path === undefined && another !== undefined
        ? [
            `these are the draws of the root's softmax, one of ${nodes.length}; --node "${another}" has another`,
          ]
        : [],
  };
}

/** Paths of the groups and columns of a tree whose root has a path of its own. */
function namesOf(
  { taxonomy, groups, leaves, internals }: TreeIndex,
  root: readonly string[],
): Pick<Softmax, "groups" | "classes"> {
  const name = (node: number) => [...root, ...pathOf(taxonomy, node)].join(" > ");
  return {
    groups: groups.map((node) => name(node) || "(root)"),
    classes: [...leaves, ...internals].map(name),
  };
}
