import type { Model } from "../../shared/artifact/model.ts";
import { type LabelledTitle, type LabelOptions, titleLabeller } from "./answer-cells.ts";
import { type LabelThreads, startLabelThreads } from "./label-threads.ts";

/** Labels titles, up to `atATime` lists of them at once. */
export type TitleLabelling = {
  label(titles: readonly string[]): Promise<readonly LabelledTitle[]>;
  readonly atATime: number;
};

/** Lists of titles under way for each thread. */
const listsPerThread = 4;

/**
 * Labels titles on threads, which are started when they are first needed, or in this one where
 * there are so few that starting threads would take longer.
 */
export function startLabelling(run: {
  readonly model: Model;
  readonly modelFile: string;
  readonly options: LabelOptions;
  readonly threads: number;
}): { forRows(isShort: boolean): TitleLabelling; close(): Promise<void> } {
  const { model, modelFile, options, threads } = run;
  let started: LabelThreads | null = null;
  let labelHere: ((title: string) => LabelledTitle) | null = null;
  return {
    forRows: (isShort) => {
      if (isShort) {
        labelHere ??= titleLabeller(model, options);
        const label = labelHere;
        return { label: async (titles) => titles.map(label), atATime: 1 };
      }
      started ??= startLabelThreads({ model: modelFile, hash: model.hash, options }, threads);
      return { label: started.label, atATime: threads * listsPerThread };
    },
    close: async () => {
      await started?.close();
    },
  };
}
