import { describe, expect, it } from "vitest";
import { splitOf } from "./split";

const numbers = (digits: number): string[] =>
  Array.from({ length: 10 ** digits }, (_, i) =>
    String(i).padStart(digits, "0"),
  );
const evalShare = (prompts: string[]): number =>
  prompts.filter((prompt) => splitOf(prompt) === "eval").length /
  prompts.length;

describe("splitOf", () => {
  it("leaves copy and reverse prompts of one digit on both sides", () => {
    expect(evalShare(numbers(1).map((x) => `${x}|`))).toBe(0.2);
  });

  it("leaves addition prompts of one digit on both sides", () => {
    const prompts = numbers(2).map((x) => `${x[0]}+${x[1]}=`);
    expect(evalShare(prompts)).toBe(0.14);
  });

  it("gives an eighth of the prompts to evaluation", () => {
    // 10000 prompts: four standard deviations are 0.013.
    const copies = evalShare(numbers(4).map((x) => `${x}|`));
    const sums = evalShare(
      numbers(4).map((x) => `${x.slice(0, 2)}+${x.slice(2)}=`),
    );
    expect(Math.abs(copies - 1 / 8)).toBeLessThan(0.013);
    expect(Math.abs(sums - 1 / 8)).toBeLessThan(0.013);
  });
});
