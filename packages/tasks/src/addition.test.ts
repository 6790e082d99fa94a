import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addition, longestCarryChain, reversedAddition } from "./addition";
import { InvalidPromptError } from "./errors";

/** Two numbers with equally many digits, 1 to 40; carries are made likely by many 9s and 0s. */
const digit = fc.constantFrom(...Array.from("01234567899900"));
const operands = fc
  .integer({ min: 1, max: 40 })
  .chain((length) =>
    fc.tuple(
      ...[0, 1].map(() =>
        fc
          .array(digit, { minLength: length, maxLength: length })
          .map((list) => list.join("")),
      ),
    ),
  )
  .map(([a = "", b = ""]) => ({ a, b }));

/** Column i sends a carry exactly when the lowest i + 1 digits of both sum to 10^(i+1) or more. */
function bruteForceChain(a: string, b: string): number {
  const carries = Array.from({ length: a.length }, (_, i) => {
    const modulus = 10n ** BigInt(i + 1);
    return (BigInt(a) % modulus) + (BigInt(b) % modulus) >= modulus ? "c" : ".";
  });
  const runs = carries.join("").split(".");
  return Math.max(...runs.map((run) => run.length));
}

describe("addition", () => {
  it("answers with the sum, padded with zeros to L + 1 digits", () => {
    fc.assert(
      fc.property(operands, ({ a, b }) => {
        const sum = String(BigInt(a) + BigInt(b));
        expect(addition.answer(`${a}+${b}=`)).toBe(
          sum.padStart(a.length + 1, "0"),
        );
      }),
    );
  });

  it("adds numbers of thousands of digits", () => {
    const nines = "9".repeat(5000);
    expect(addition.answer(`${nines}+${"0".repeat(4999)}1=`)).toBe(
      `1${"0".repeat(5000)}`,
    );
  });

  it.each([
    "",
    "1+2",
    "12+3=",
    "1+23=",
    "+=",
    "1+1=2",
    "1 +1=",
    "1+1=\n",
    "1|",
  ])("does not answer %j", (prompt) => {
    const answer = () => addition.answer(prompt);
    expect(answer).toThrow(InvalidPromptError);
    expect(answer).toThrow("equally many digits");
    expect(() => longestCarryChain(prompt)).toThrow(InvalidPromptError);
  });
});

describe("reversed addition", () => {
  it("answers with the digits of the sum, the last first", () => {
    fc.assert(
      fc.property(operands, ({ a, b }) => {
        const digits = Array.from({ length: a.length + 1 }, (_, i) =>
          String(((BigInt(a) + BigInt(b)) / 10n ** BigInt(i)) % 10n),
        );
        expect(reversedAddition.answer(`${a}+${b}=`)).toBe(digits.join(""));
      }),
    );
  });

  it("answers as its description says", () => {
    const prompt = "019+256=";
    const answer = "5720";
    expect(reversedAddition.description).toContain(prompt + answer);
    expect(reversedAddition.answer(prompt)).toBe(answer);
  });

  it("has prompts of its own, as hard as addition's", () => {
    expect(reversedAddition.name).not.toBe(addition.name);
    expect(reversedAddition.difficulty).toBe(addition.difficulty);
    expect(reversedAddition.alphabet).toBe(addition.alphabet);
  });
});

describe("longestCarryChain", () => {
  it.each([
    ["123+456=", 0],
    ["001+999=", 3],
    ["505+505=", 1],
    ["555+555=", 3],
    ["9009+1001=", 1],
    ["90990+10110=", 2],
    ["5+5=", 1],
  ])("of %s is %d", (prompt, length) => {
    expect(longestCarryChain(prompt)).toBe(length);
  });

  it("is the longest run of columns whose lower digits overflow", () => {
    fc.assert(
      fc.property(operands, ({ a, b }) => {
        expect(longestCarryChain(`${a}+${b}=`)).toBe(bruteForceChain(a, b));
      }),
    );
  });

  it("is the difficulty of the task and takes every value from 0 to L", () => {
    const all = Array.from({ length: 10_000 }, (_, i) => {
      const text = String(i).padStart(4, "0");
      return `${text.slice(0, 2)}+${text.slice(2)}=`;
    });
    const values = new Set(
      all.map((prompt) => addition.difficulty?.of(prompt)),
    );
    expect([...values].sort()).toEqual([0, 1, 2]);
    expect(addition.difficulty?.name).toBe("longest carry chain");
  });
});
