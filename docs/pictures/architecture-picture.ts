import { instance } from "@viz-js/viz";
import { type FolderGraph, transitiveReduction } from "./folder-graph.ts";

/** Sides of the project in the picture, with the colour of their folders. */
const colours: Readonly<Record<string, string>> = {
  trainer: "#dbeafe",
  worker: "#dcfce7",
  shared: "#fef3c7",
};

/** The folders of trainer, worker and shared with their imports, as SVG by Graphviz. */
export async function architecturePicture(graph: FolderGraph): Promise<string> {
  const isDrawn = (folder: string) => (folder.split("/")[0] ?? "") in colours;
  const drawn = new Map(
    [...graph].filter(([from]) => isDrawn(from)).map(([from, targets]) => [from, targets.filter(isDrawn)]),
  );
  const viz = await instance();
  const svg = viz.renderString(dotText(transitiveReduction(drawn)), { format: "svg" });
  return svg.slice(svg.indexOf("<svg"));
}

/** The graph in Graphviz's language, a cluster for each side. */
function dotText(graph: FolderGraph): string {
  const clusters = Object.entries(colours).map(([side, colour]) => {
    const folders = [...graph.keys()].filter((folder) => folder.split("/")[0] === side);
    const nodes = folders.map((folder) => `"${folder}" [label="${label(folder)}", fillcolor="${colour}"];`);
    return `subgraph "cluster_${side}" { label="${side}/"; ${nodes.join(" ")} }`;
  });
  const arrows = [...graph].flatMap(([from, targets]) => targets.map((to) => `"${from}" -> "${to}";`));
  return `digraph {
    bgcolor="white"; rankdir=TB; nodesep=0.18; ranksep=0.4; fontname="Helvetica"; color="#94a3b8"; style="rounded";
    node [shape=box, style="rounded,filled", color="#64748b", fontname="Helvetica", fontsize=12, height=0.3];
    edge [color="#64748b", arrowsize=0.6];
    ${clusters.join("\n    ")}
    ${arrows.join("\n    ")}
  }`;
}

/** A folder's own name; the root of a side is where it starts. */
function label(folder: string): string {
  return folder.split("/")[1] ?? (folder === "shared" ? "errors" : "app, index");
}
