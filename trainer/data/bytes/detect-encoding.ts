import { HedgeError } from "../../../shared/errors.ts";

/** Encoding that the first bytes of a file speak for. */
export type HeadEncoding = {
  /** Label for `TextDecoder`; `detect` for UTF-8 or Windows-1252, whichever the bytes allow. */
  readonly label: "detect" | "utf-16le" | "utf-16be";
  /** Length of the byte order mark. */
  readonly markLength: number;
};

/** Least share of NUL bytes by which text without line ends is taken for UTF-16. */
const nulShare = 0.2;

/**
 * Tells an encoding by a byte order mark, or UTF-16 without one by the NUL bytes beside line ends.
 *
 * @throws HedgeError `bad-input` for UTF-32
 */
export function detectEncoding(head: Buffer, file: string): HeadEncoding {
  const starts = (...bytes: number[]) => bytes.every((byte, at) => head[at] === byte);
  if (starts(0xff, 0xfe, 0, 0) || starts(0, 0, 0xfe, 0xff)) {
    throw new HedgeError("bad-input", `"${file}" is in UTF-32, which is not read; save it as UTF-8.`);
  }
  if (starts(0xef, 0xbb, 0xbf)) return { label: "detect", markLength: 3 };
  if (starts(0xff, 0xfe)) return { label: "utf-16le", markLength: 2 };
  if (starts(0xfe, 0xff)) return { label: "utf-16be", markLength: 2 };
  return { label: utf16WithoutMark(head) ?? "detect", markLength: 0 };
}

function utf16WithoutMark(head: Buffer): "utf-16le" | "utf-16be" | null {
  if (!head.includes(0)) return null;
  let [lineEnds, little, big, evenNuls, oddNuls] = [0, 0, 0, 0, 0];
  head.forEach((byte, at) => {
    if (byte === 0) at % 2 === 0 ? evenNuls++ : oddNuls++;
    if (byte !== 0x0a && byte !== 0x0d) return;
    lineEnds++;
    if (at % 2 === 0 && head[at + 1] === 0) little++;
    if (at % 2 === 1 && head[at - 1] === 0) big++;
  });
  if (lineEnds > 0) {
    if (little === lineEnds) return "utf-16le";
    return big === lineEnds ? "utf-16be" : null;
  }
  if (oddNuls > nulShare * head.length && evenNuls === 0) return "utf-16le";
  return evenNuls > nulShare * head.length && oddNuls === 0 ? "utf-16be" : null;
}
