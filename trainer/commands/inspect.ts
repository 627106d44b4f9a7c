import { Command } from "commander";
import { formatVersion } from "../../shared/artifact/format.ts";
import type { Model } from "../../shared/artifact/model.ts";
import { posteriorForm } from "../../shared/artifact/posterior-form.ts";
import { type LoadedModel, loadModel } from "../artifact/load-model.ts";
import { fileName } from "./options/parsers.ts";
import { defaultModel } from "./options/train-defaults.ts";
import { printJson, runCommand } from "./run-command.ts";

const command = new Command("inspect")
  .description("Show what a model file holds and how it was trained.")
  .option("--model <file>", "model file", fileName, defaultModel)
  .option("--json", "print it as one JSON document");

await runCommand(command, async () => {
  const { model: file, json } = command.opts<{ model: string; json?: true }>();
  const inspection = inspect(await loadModel(file));
  if (json) printJson(inspection);
  else process.stdout.write(`${outline(inspection).join("\n")}\n`);
});

function inspect({ model, bytes }: LoadedModel) {
  const { tree, vocabulary, posterior } = model;
  const scales = posterior.scales.byteLength;
  return {
    hash: model.hash,
    format: { ...formatVersion },
    bytes: {
      file: bytes,
      blocks: posterior.blocks.length,
      scales,
      rest: bytes - posterior.blocks.length - scales,
    },
    taxonomy: {
      levels: tree.taxonomy.levels.map((name, level) => ({
        name,
        classes: tree.depths.filter((depth) => depth === level + 1).length,
      })),
      leaves: tree.leaves.length,
      internal: tree.internals.length,
    },
    vocabulary: {
      terms: vocabulary.terms.length,
      titles: vocabulary.titles,
      options: vocabulary.options,
    },
    posterior: {
      ...posteriorForm(posterior),
      features: posterior.features,
      columns: posterior.columns,
      unknownShare: posterior.unknownShare,
      siblingSpread: posterior.siblingSpread,
      scales: scaleMeans(model),
    },
    loss: model.loss,
    decision: model.decision,
    training: model.training,
  };
}

/** Posterior mean of the scale of every group's children, by the group's label; the root's is the empty label. */
function scaleMeans({ tree, posterior: { scales, draws } }: Model): { parent: string; mean: number }[] {
  return tree.groups.map((node, group) => {
    let sum = 0;
    for (let s = 0; s < draws; s++) sum += scales[s * tree.groups.length + group] ?? 0;
    return { parent: tree.taxonomy.labels[node] ?? "", mean: sum / draws };
  });
}

/**
 * Nested data as indented lines, `name: value`. A list of short values stands on one line, a list of sentences or maps has a
 * line for each.
 */
function outline(value: object, indent = ""): string[] {
  return Object.entries(value).flatMap(([name, field]) => {
    if (Array.isArray(field)) return outlineList(name, field, indent);
    if (typeof field === "object" && field !== null) {
      return [`${indent}${name}:`, ...outline(field, `${indent}  `)];
    }
    return [`${indent}${name}: ${plain(field)}`];
  });
}

function outlineList(name: string, items: readonly unknown[], indent: string): string[] {
  const lines = items.map((item) =>
    typeof item === "object" && item !== null
      ? Object.entries(item)
          .map(([key, field]) => `${key} ${plain(field)}`)
          .join(", ")
      : plain(item),
  );
  const short = lines.join(", ");
  if (short.length <= 80 || lines.length > 100) {
    return [`${indent}${name}: ${short.length > 80 ? `${lines.length} values` : short || "none"}`];
  }
  return [`${indent}${name}:`, ...lines.map((line) => `${indent}  ${line}`)];
}

function plain(value: unknown): string {
  if (value === "") return '""';
  return typeof value === "number" && !Number.isInteger(value) ? value.toPrecision(4) : String(value);
}
