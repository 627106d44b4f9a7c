import * as v from "valibot";

/** Longest title that is answered, in UTF-16 code units. Product titles rarely pass 300. */
export const longestTitle = 1_000;

/** Most candidates that an answer lists. */
export const mostCandidates = 50;

const titleText = "Give title once, as the text to classify.";
const topRange = `top must be a whole number from 1 to ${mostCandidates}.`;

/** The query of `GET /classify`. Messages are whole sentences: together they are a problem's `detail`. */
export const classifyQuery = v.strictObject(
  {
    title: v.pipe(
      v.string(titleText),
      v.check((title) => title.trim() !== "", titleText),
      v.maxLength(longestTitle, `title must have at most ${longestTitle} characters.`),
    ),
    top: v.optional(
      v.pipe(
        v.string(topRange),
        v.regex(/^[0-9]{1,4}$/, topRange),
        v.transform(Number),
        v.minValue(1, topRange),
        v.maxValue(mostCandidates, topRange),
      ),
    ),
    /** Accepted, and without effect as yet. */
    explain: v.optional(v.picklist(["0", "1"], "explain must be 0 or 1.")),
  },
  (issue) =>
    issue.expected === "never"
      ? `There is no parameter ${shorten(issue.received)}; use title, top, explain.`
      : titleText,
);

/** Names of unknown parameters are a stranger's words: enough to recognise them is enough. */
function shorten(name: string): string {
  return name.length > 60 ? `${name.slice(0, 60)}...` : name;
}
