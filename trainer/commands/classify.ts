import { Command } from "commander";
import type { Answer } from "../../shared/answer/answer.ts";
import { classifier } from "../../shared/answer/classify.ts";
import { loadModel } from "../artifact/load-model.ts";
import { fileName, probability, wholeNumber } from "./options/parsers.ts";
import { defaultModel } from "./options/train-defaults.ts";
import { answerLines, pathWidth } from "./output/answer-lines.ts";
import { printJson, runCommand } from "./run-command.ts";

type ClassifyArguments = { model: string; top?: number; target?: number; min?: number; json?: true };

const command = new Command("classify")
  .description(
    "Answer titles: the most specific class that reaches its threshold, its probability and 90 % interval.",
  )
  .argument("[titles...]", "titles; without any they are read from standard input, one a line")
  .option("--model <file>", "model file", fileName, defaultModel)
  .option(
    "--top <n>",
    "show the n most probable classes of every title (3 in JSON if not given)",
    wholeNumber(1, 10_000),
  )
  .option(
    "--target <share>",
    "share of the answers that shall be right, one of the model's targets",
    probability,
  )
  .option(
    "--min <probability>",
    "probability that an answer must reach, in place of the model's thresholds",
    probability,
  )
  .option("--json", "print all answers as one JSON array");

await runCommand(command, async () => {
  const { model: file, top, target, min, json } = command.opts<ClassifyArguments>();
  const { model } = await loadModel(file);
  const classify = classifier(model);
  const width = pathWidth(model.tree);
  const answers: Answer[] = [];
  for await (const title of command.args.length > 0 ? command.args : linesOfStandardInput()) {
    const answer = classify(title, { top, target, min });
    if (json) answers.push(answer);
    else for (const line of answerLines(answer, width, top ?? 0)) process.stdout.write(`${line}\n`);
  }
  if (json) printJson(answers);
});

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
