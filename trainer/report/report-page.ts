import { createHash } from "node:crypto";
import { foreign, type Html, html, trusted } from "./html.ts";
import { script, style } from "./page-parts.ts";
import type { ReportInput } from "./report-input.ts";
import { classesSection, confusionSection } from "./sections/classes-section.ts";
import { curvesSection } from "./sections/curves-section.ts";
import { dataSection } from "./sections/data-section.ts";
import { labelErrorsSection, mistakesSection } from "./sections/mistakes-section.ts";
import { samplingSection } from "./sections/sampling-section.ts";
import { unseenSection } from "./sections/unseen-section.ts";
import { wordsSection } from "./sections/words-section.ts";

/** Sections by the anchor that they have, in the order of the page. */
const anchors: readonly (readonly [anchor: string, name: string])[] = [
  ["data", "The data"],
  ["label-errors", "Likely label errors"],
  ["curves", "How sure, and how right"],
  ["classes", "Classes"],
  ["confusion", "Confusion"],
  ["errors", "Mistakes"],
  ["vectors", "Words that vectors explain"],
  ["unseen", "New classes"],
  ["sampling", "The chains"],
];

/**
 * A report as one HTML file that needs nothing else: style, script and plots are in it. Its content
 * security policy lets it load nothing and run its own script alone. The same input gives the same
 * page.
 */
export function reportPage(input: ReportInput): string {
  const { name, summary, model, source, scored, dataSet, otherTitles = [], unseen, sampling } = input;
  const titles = [...(scored?.titles ?? []), ...otherTitles];
  const sections = [
    ...(dataSet ? [dataSection(dataSet)] : []),
    ...(scored
      ? [
          labelErrorsSection(model.tree, scored),
          curvesSection(scored.metrics),
          classesSection(model, scored),
          confusionSection(model.tree, scored),
          mistakesSection(model.tree, scored),
        ]
      : []),
    wordsSection(model, titles),
    unseenSection(unseen),
    ...(sampling ? [samplingSection(sampling)] : []),
  ];
  const body = html`<h1>How good is ${foreign(name)}?</h1>
<div class="summary">${summary.map((line) => html`<p>${foreign(line)}</p>`)}</div>
<p>${source} The model is <code>${model.hash}</code>.</p>
${navigation(sections)}
${sections}`;
  return document(name, body);
}

function navigation(sections: readonly Html[]): Html {
  const markup = sections.map((one) => one.markup).join("");
  const links = anchors
    .filter(([anchor]) => markup.includes(`<section id="${anchor}">`))
    .map(([anchor, name]) => html`<li><a href="#${anchor}">${name}</a></li>`);
  return html`<nav aria-label="Sections"><ul>${links}</ul></nav>`;
}

function document(name: string, body: Html): string {
  const hash = createHash("sha256").update(script).digest("base64");
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>hedge: ${name.replace(/\p{C}/gu, " ")}</title>
<style>${trusted(style)}</style>
</head>
<body>
${body}
<script>${trusted(script)}</script>
</body>
</html>
`.markup;
}
