/**
 * Draws how accuracy and log-loss grow with the number of training titles, from runs of
 * `check:accuracy` of several sizes:
 *
 *     npm run --silent check:accuracy -- ... --train 500 --json > 500.json
 *     node docs/pictures/draw-learning-curves.ts curves.svg 300.json 500.json ...
 */
import { readFileSync, writeFileSync } from "node:fs";
import { learningCurvesPicture, type SizedResult } from "./learning-curves-picture.ts";

const names = [
  "hedge",
  "linear SVM, TF-IDF words",
  "logistic regression, TF-IDF words",
  "logistic regression, hedge's features",
];

const [to, ...from] = process.argv.slice(2);
if (to === undefined || from.length === 0) {
  console.error("node docs/pictures/draw-learning-curves.ts PICTURE.svg RESULT.json ...");
  process.exit(2);
}
const results = from.map((file) => JSON.parse(readFileSync(file, "utf8")) as SizedResult);
writeFileSync(to, learningCurvesPicture(results, names));
