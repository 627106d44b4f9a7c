/** Draws the picture of docs/architecture.md anew: `npm run draw:architecture`. */
import { writeFileSync } from "node:fs";
import { architecturePicture } from "./architecture-picture.ts";
import { cruiseSides, repository } from "./cruise.ts";
import { folderGraph } from "./folder-graph.ts";

const svg = await architecturePicture(folderGraph(await cruiseSides(repository)));
writeFileSync(`${repository}docs/images/architecture.svg`, svg);
