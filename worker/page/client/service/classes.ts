import type { TaxonomyDocument } from "../../../schemas/taxonomy.ts";

/** A class of the taxonomy. */
export type ClassEntry = TaxonomyDocument["classes"][number];

/** The classes of a model as a tree. Numbers are places in the list of `GET /taxonomy`. */
export type ClassTree = {
  readonly levels: readonly string[];
  readonly classes: readonly ClassEntry[];
  /** The top classes. */
  readonly top: readonly number[];
  /** The classes right below each class. */
  readonly below: readonly (readonly number[])[];
};

/** The tree of a taxonomy, whose list has parents before their children. */
export function classTree({ levels, classes }: TaxonomyDocument): ClassTree {
  const placeOf = new Map(classes.map(({ path }, at) => [JSON.stringify(path), at]));
  const below: number[][] = classes.map(() => []);
  const top: number[] = [];
  classes.forEach(({ path }, at) => {
    const parent = placeOf.get(JSON.stringify(path.slice(0, -1)));
    (parent === undefined ? top : below[parent])?.push(at);
  });
  return { levels, classes, top, below };
}
