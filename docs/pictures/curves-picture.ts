import {
  type CurvesOfLevel,
  curvesHeight,
  curvesPlot,
  curvesWidth,
} from "../../trainer/report/plots/curves.ts";
import { newDocument } from "../../trainer/report/plots/document.ts";
import { framePicture } from "./picture-frame.ts";

/** The curves of each level as a picture by itself, see `curvesPlot`. */
export function curvesPicture(levels: readonly CurvesOfLevel[]): string {
  const document = newDocument();
  return framePicture(document, curvesPlot(document, levels), curvesWidth, curvesHeight);
}
