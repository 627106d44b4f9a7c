/**
 * Draws the reliability diagram and the accuracy-coverage curves of an evaluation:
 *
 *     npm run --silent evaluate -- --data models/model.holdout.csv --json > evaluation.json
 *     node docs/pictures/draw-curves.ts evaluation.json docs/images/curves.svg
 */
import { readFileSync, writeFileSync } from "node:fs";
import type { Evaluation } from "../../trainer/evaluation/evaluate-model.ts";
import { curvesPicture } from "./curves-picture.ts";

const [from, to] = process.argv.slice(2);
if (from === undefined || to === undefined) {
  console.error("node docs/pictures/draw-curves.ts EVALUATION.json PICTURE.svg");
  process.exit(2);
}
const { levels }: Partial<Pick<Evaluation, "levels">> = JSON.parse(readFileSync(from, "utf8"));
if (levels === undefined) {
  console.error(`${from} is not what evaluate prints with --json: it has no levels`);
  process.exit(2);
}
writeFileSync(to, curvesPicture(levels));
