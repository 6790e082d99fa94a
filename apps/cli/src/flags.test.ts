import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { choiceFlag, integerFlag, integerListFlag, numberFlag } from "./flags";

describe("numeric flags", () => {
  const steps = integerFlag("--steps", { min: 1 });
  const rate = numberFlag("--lr", { above: 0 });
  const dropout = numberFlag("--dropout", { min: 0, below: 1 });

  it("read plain decimals, with an exponent where it is whole", () => {
    expect(steps("5000")).toBe(5000);
    expect(steps("1e3")).toBe(1000);
    expect(rate("3e-4")).toBe(3e-4);
    expect(rate(".5")).toBe(0.5);
    expect(dropout("0")).toBe(0);
  });

  it.each([
    "1e3x",
    "",
    " 5",
    "0x10",
    "NaN",
    "Infinity",
    "1_000",
    "1.5",
    "0",
    "-3",
    "1e30",
    "five",
  ])("--steps refuses %j, naming flag, received and expected", (text) => {
    expect(() => steps(text)).toThrow(
      `--steps expects a whole number of 1 or more, but received ${JSON.stringify(text)}.`,
    );
  });

  it("keep open bounds out", () => {
    expect(() => rate("0")).toThrow("a number above 0");
    expect(() => dropout("1")).toThrow("a number of 0 or more and below 1");
    expect(() => rate("1e999")).toThrow("1e999");
  });

  it("read back every integer and every finite number", () => {
    const anyInteger = integerFlag("--x");
    const anyNumber = numberFlag("--x");
    fc.assert(
      fc.property(fc.maxSafeInteger(), (n) => anyInteger(String(n)) === n),
    );
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        (x) => anyNumber(String(x)) === Number(String(x)),
      ),
    );
  });

  it("read lists element by element", () => {
    const lengths = integerListFlag("--lengths", { min: 1 });
    expect(lengths("10, 20,30")).toEqual([10, 20, 30]);
    expect(() => lengths("10,,30")).toThrow("--lengths expects");
  });
});

describe("choice flags", () => {
  it("accept their words only and name all of them", () => {
    const engine = choiceFlag("--engine", ["onnxruntime", "tfjs"]);
    expect(engine("tfjs")).toBe("tfjs");
    expect(() => engine("torch")).toThrow(
      '--engine expects onnxruntime or tfjs, but received "torch".',
    );
  });
});
