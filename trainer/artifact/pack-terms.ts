import type { PackedTerms } from "../../shared/text/term-table.ts";
import type { Vocabulary } from "../../shared/text/vocabulary.ts";
import { uint32s } from "./little-endian.ts";
import { packStrings } from "./pack-strings.ts";

/** The term table of a vocabulary as a model file holds it. */
export function packTerms({
  terms,
  documentFrequency,
}: Pick<Vocabulary, "terms" | "documentFrequency">): PackedTerms {
  return { ...packStrings(terms), documentFrequency: uint32s(documentFrequency) };
}
