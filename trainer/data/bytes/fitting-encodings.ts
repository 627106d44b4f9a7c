import { TextDecoder } from "node:util";

/** Encodings of scripts with many letters, by the labels of `TextDecoder`. */
const encodings = ["shift_jis", "gb18030", "big5", "euc-kr", "euc-jp"];
/** Half-width katakana and private use: most bytes are these in a wrong encoding. */
const unlikely = /[\uff61-\uff9f\ue000-\uf8ff]/gu;
const mostUnlikely = 0.1;

/** Encodings of Chinese, Japanese and Korean by which bytes are a text; perhaps of none. */
export function fittingEncodings(bytes: Uint8Array): string[] {
  return encodings.filter((encoding) => {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
      const letters = text.length - (text.match(/[\0-\x7f]/g)?.length ?? 0);
      return (text.match(unlikely)?.length ?? 0) <= mostUnlikely * letters;
    } catch {
      return false;
    }
  });
}
