import fc from "fast-check";
import { expect, test } from "vitest";
import { readBits, writeBits } from "../../../shared/artifact/moment-blocks.ts";

test("values of 2 to 8 bits are read back from any place, and leave their neighbours alone", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 8 }),
      fc.array(fc.nat(), { maxLength: 40 }),
      fc.nat(5),
      (bits, list, start) => {
        const values = list.map((value) => value % 2 ** bits);
        const bytes = new Uint8Array(start + Math.ceil((values.length * bits) / 8));
        values.forEach((value, index) => {
          writeBits(bytes, start, index, bits, value);
        });
        expect(values.map((_, index) => readBits(bytes, start, index, bits))).toEqual(values);
        expect([...bytes.subarray(0, start)]).toEqual(new Array(start).fill(0));
      },
    ),
    { seed: 1 },
  );
});
