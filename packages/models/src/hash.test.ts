import fc from "fast-check";
import { expect, it } from "vitest";
import { fmix32 } from "./hash";

it("fmix32 is MurmurHash3's finalizer", () => {
  // Computed with numpy's uint32 arithmetic.
  expect([0, 1, 2, 0xffffffff, 123456789].map(fmix32)).toEqual([
    0, 1364076727, 821347078, 2180083513, 3126909082,
  ]);
});

it("fmix32 does not care whether an integer is signed", () => {
  fc.assert(
    fc.property(fc.integer(), (n) => {
      expect(fmix32(n)).toBe(fmix32(n >>> 0));
    }),
  );
});
