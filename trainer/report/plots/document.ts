import type { plot } from "@observablehq/plot";
import { parseHTML } from "linkedom";

/** A document without a browser, in which Observable Plot draws. */
export type PlotDocument = ReturnType<typeof parseHTML>["document"];

/** An SVG element that it has drawn. `toString` gives its markup. */
export type Drawing = ReturnType<typeof plot>;

/** An empty document. */
export function newDocument(): PlotDocument {
  return parseHTML("<!doctype html><html></html>").document;
}

/** Colours of lines and dots, readable on white and on black. */
export const colours = ["#2f81f7", "#e0701a", "#8957e5", "#2da44e", "#bf3989", "#9a6700"];

/** A share as people write it. */
export function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
