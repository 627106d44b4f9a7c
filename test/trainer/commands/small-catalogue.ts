import { join } from "node:path";

const labelled = ["tea,food,tea", "jam,food,jam", "robot,toys,robots", "doll,toys,dolls"];
/** A file of rows. */
export const csv = (lines: readonly string[]) => `title,parent,child\n${lines.join("\n")}\n`;

/** Sixteen titles in four classes. */
export const many = csv(
  ["green", "big", "old", "fine"].flatMap((adjective) => labelled.map((line) => `${adjective} ${line}`)),
);

/** Options of a run of a second or two. */
export const small = [
  "--levels",
  "parent,child",
  "--preset",
  "quick",
  "--chains",
  "1",
  "--warmup",
  "10",
  "--draws",
  "5",
];

/** Arguments of such a run on `rows.csv` of a folder. The model is `m.msgpack` there. */
export const smallRun = (folder: string, ...more: readonly string[]): string[] => [
  ...["--data", join(folder, "rows.csv"), ...small, "--out", join(folder, "m.msgpack")],
  ...more,
];
