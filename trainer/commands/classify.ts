import type { Answer } from "../../shared/answer/answer.ts";
import { classifier } from "../../shared/answer/classify.ts";
import type { Model } from "../../shared/artifact/model.ts";
import { loadModel } from "../artifact/load-model.ts";
import { writeOut } from "../files/write-out.ts";
import { type ClassifyArguments, checkClassifyOptions, classifyCommand } from "./options/classify-options.ts";
import { answerLines, pathWidth } from "./output/answer-lines.ts";
import { runCommand } from "./run-command.ts";

await runCommand(classifyCommand, async () => {
  const given = classifyCommand.opts<ClassifyArguments>();
  const titles = classifyCommand.args;
  checkClassifyOptions(given, titles);
  const { model } = await loadModel(given.model);
  if (given.data !== undefined) await labelData(model, given, given.data);
  else await answerTitles(model, given, titles.length > 0 ? titles : linesOfStandardInput());
});

/** Prints each answer as soon as it is there, so that any number of titles takes little memory. */
async function answerTitles(
  model: Model,
  { top, target, min, explain, json }: ClassifyArguments,
  titles: Iterable<string> | AsyncIterable<string>,
): Promise<void> {
  const classify = classifier(model);
  const width = pathWidth(model.tree);
  const asJson = (answer: Answer) => JSON.stringify(answer, null, 2).replace(/^/gm, "  ");
  let count = 0;
  for await (const title of titles) {
    const answer = classify(title, { top, target, min, explain });
    const before = count++ === 0 ? "[\n" : ",\n";
    await writeOut(
      json ? `${before}${asJson(answer)}` : `${answerLines(answer, width, top ?? 0).join("\n")}\n`,
    );
  }
  if (json) await writeOut(count === 0 ? "[]\n" : "\n]\n");
}

async function labelData(model: Model, given: ClassifyArguments, data: readonly string[]): Promise<void> {
  // Answering a title needs none of these, and starts sooner without them.
  const { expandGlobs } = await import("../data/expand-globs.ts");
  const { prepareOutputFolder } = await import("../files/output-folder.ts");
  const { labelFiles } = await import("../labelling/label-file.ts");
  const { createProgressDisplay } = await import("../progress/bars.ts");
  const { usefulThreads } = await import("./options/train-defaults.ts");
  const { labelledLine } = await import("./output/label-lines.ts");
  const { out, top = 0, target, min, explain = false, title, escapeFormulas = false } = given;
  const files = await expandGlobs(data);
  if (out !== undefined) await prepareOutputFolder(out);
  const progress = createProgressDisplay();
  try {
    const counts = await labelFiles(
      {
        model,
        modelFile: given.model,
        options: { top, target, min, explain },
        files,
        title,
        reading: given,
        out,
        escapeFormulas,
        threads: usefulThreads(),
      },
      progress,
    );
    progress.say(labelledLine(counts, out));
  } finally {
    progress.close();
  }
}

/** All lines, blank ones too, so that there are as many answers as lines. */
async function* linesOfStandardInput(): AsyncGenerator<string> {
  if (process.stdin.isTTY) process.stderr.write("Type titles, one a line; end with Ctrl-D.\n");
  const { openBytes, standardInput } = await import("../data/bytes/byte-source.ts");
  const { textLines } = await import("../data/bytes/text-lines.ts");
  const source = await openBytes(standardInput, 1);
  yield* textLines(source, "standard input", (encoding) => {
    process.stderr.write(`standard input: read as ${encoding}\n`);
  });
}
