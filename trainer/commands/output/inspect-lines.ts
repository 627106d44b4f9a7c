import type { PackingLoss, TrainingSummary } from "../../../shared/artifact/model.ts";
import type { inspect } from "./inspection.ts";
import { outline } from "./outline.ts";
import { showForm, showLoss } from "./posterior-lines.ts";

/** What `inspect` shows people: a few sentences, then everything that `--json` has. */
export function inspectionText(inspection: ReturnType<typeof inspect>): string {
  const { training, loss, promises, taxonomy, posterior, bytes } = inspection;
  return [
    ...[describeTraining(training, taxonomy.leaves), promises.summary, describeVerdict(training)],
    describePosterior(showForm(posterior), bytes.file, loss),
    "",
    ...outline(inspection),
    "",
  ].join("\n");
}

function describeTraining({ titles, preset, hedge }: TrainingSummary, leaves: number): string {
  return `Trained on ${titles} titles in ${leaves} classes with preset ${preset}, by hedge ${hedge}.`;
}

function describeVerdict({ diagnostics: { verdict, reasons } }: TrainingSummary): string {
  return [`The sampling is ${verdict}.`, ...reasons].join(" ");
}

function describePosterior(form: string, bytes: number, loss: PackingLoss | null): string {
  const size = `${bytes.toLocaleString("en")} bytes, the posterior as ${form}`;
  return loss === null ? `${size}.` : `${size}: ${showLoss(loss)}.`;
}
