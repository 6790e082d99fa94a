import { describe, expect, it } from "vitest";
import { Noise } from "./noise";

/** What is shown of pieces of text. */
function shown(pieces: readonly string[], all = false) {
  const lines: string[] = [];
  const noise = new Noise((line) => lines.push(line), all);
  for (const piece of pieces) noise.push(piece);
  noise.end();
  return { lines, kept: noise.lines };
}

describe("noise", () => {
  it("becomes whole lines without colours, whatever pieces it comes in", () => {
    const text = "\u001b[0;93mfirst\u001b[m\r\nsecond\n\nlast";
    expect(shown(text.split("")).lines).toEqual(["first", "second", "last"]);
    expect(shown([text]).lines).toEqual(["first", "second", "last"]);
  });

  it("says a repeated line once", () => {
    expect(shown(["a\na\n", "a\nb\na\n"]).lines).toEqual(["a", "b", "a"]);
  });

  it("keeps a dump of stacks for the report, and shows it to who debugs", () => {
    const dump = "hm\n\n<--- Last few GCs --->\n 1: 0xb7 node::Abort()\n";
    expect(shown([dump]).lines).toEqual(["hm"]);
    expect(shown([dump]).kept).toHaveLength(3);
    expect(shown([dump], true).lines).toHaveLength(3);
  });

  it("does not wait for the end of a line that has none", () => {
    const shownLines: string[] = [];
    const noise = new Noise((line) => shownLines.push(line));
    for (let i = 0; i < 3; i += 1) noise.push(String(i).repeat(10_000));
    expect(shownLines).toHaveLength(3);
  });

  it("keeps no more than the last lines", () => {
    const text = Array.from({ length: 1000 }, (_, i) => `${i}\n`).join("");
    expect(shown([text]).kept).toHaveLength(50);
    expect(shown([text]).kept.at(-1)).toBe("999");
  });
});
