/** A line of prose, or a sentence, that breaks the rules of this project's prose. */
export type ProseFault = { readonly line: number; readonly fault: string };

/** Most columns of a line of prose, and most words of a sentence. */
const mostColumns = 100;
const mostWords = 30;

/** One paragraph: the number of its first line, from 1, and its text on one line. */
type Paragraph = { readonly line: number; readonly text: string };

/** Faults of a page in Markdown. Tables, code blocks and lines that are one link may be wide. */
export function markdownFaults(text: string): ProseFault[] {
  const lines = withoutCode(text.split("\n"));
  const faults = lines.flatMap((line, i) => (isTooWide(line) ? [tooWide(line, i + 1)] : []));
  return [...faults, ...paragraphs(lines).flatMap(longSentences)].sort((a, b) => a.line - b.line);
}

/** Faults of the comments of a source in TypeScript or AssemblyScript. */
export function commentFaults(text: string): ProseFault[] {
  const lines = text.split("\n").map((line) => ({ line, comment: commentOf(line) }));
  const faults = lines.flatMap(({ line, comment }, i) =>
    comment !== null && line.trimEnd().length > mostColumns && !isUnbreakable(comment)
      ? [tooWide(line, i + 1)]
      : [],
  );
  const prose = lines.map(({ comment }) => (comment === null || /^\s{3,}\S/.test(comment) ? "" : comment));
  return [...faults, ...paragraphs(prose).flatMap(longSentences)].sort((a, b) => a.line - b.line);
}

/** The text of a line that is a comment and nothing else; null for any other line. */
function commentOf(line: string): string | null {
  const found = /^\s*(?:\/\*\*?|\*\/|\*|\/\/)(.*?)(?:\*\/)?\s*$/.exec(line);
  const comment = found?.[1];
  return comment === undefined || /^\s*(?:biome-ignore|@ts-)/.test(comment) ? null : comment;
}

/** Blanks code blocks: fenced ones, and those indented by four columns after a blank line. */
function withoutCode(lines: readonly string[]): string[] {
  let fenced = false;
  let indented = false;
  let before = "";
  return lines.map((line) => {
    const isFence = /^\s*```/.test(line);
    if (isFence) fenced = !fenced;
    indented = /^ {4}/.test(line) && (indented || before.trim() === "");
    before = line;
    return isFence || fenced || indented ? "" : line;
  });
}

function isTooWide(line: string): boolean {
  return line.length > mostColumns && !/^\s*\|/.test(line) && !isUnbreakable(line);
}

/** A line that is one word, a link or a picture cannot be wrapped. */
function isUnbreakable(line: string): boolean {
  return /^\s*(?:[*-] )?(?:!?\[[^\]]*\]\([^)]*\)|\S+)[.,;:]?\s*$/.test(line);
}

function tooWide(line: string, at: number): ProseFault {
  return { line: at, fault: `${line.trimEnd().length} columns` };
}

/** Paragraphs and list items; tables and headings are none. */
function paragraphs(lines: readonly string[]): Paragraph[] {
  const found: { line: number; text: string }[] = [];
  let open = false;
  lines.forEach((line, i) => {
    const text = line.trim();
    if (text === "" || /^(?:\||#|<|!\[)/.test(text)) open = false;
    else if (open && !/^(?:[*-]|\d+\.|@\w+)\s/.test(text)) {
      const last = found.at(-1);
      if (last !== undefined) last.text += ` ${text}`;
    } else {
      found.push({ line: i + 1, text });
      open = true;
    }
  });
  return found;
}

function longSentences({ line, text }: Paragraph): ProseFault[] {
  return sentences(text).flatMap((sentence) => {
    const words = sentence.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
    return words.length > mostWords
      ? [{ line, fault: `${words.length} words: ${words.slice(0, 6).join(" ")} ...` }]
      : [];
  });
}

/** Sentences of a paragraph. Code counts as one word, a link as its text. */
function sentences(text: string): string[] {
  return text
    .replace(/`[^`]*`/g, "code")
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/\b(?:e\.g|i\.e|et al|vs|cf|pp|eq)\./gi, "$&\u0000")
    .split(/(?<=[.!?:;](?:["')*]*))\s+/)
    .map((sentence) => sentence.replaceAll("\u0000", ""));
}
