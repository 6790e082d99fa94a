import { ARCHITECTURE_IDS } from "@trm/models";
import { describe, expect, it } from "vitest";
import { assignStyles, PAGE_COLOURS, withLiteralColours } from "./palette";

/** Relative luminance of `#rrggbb`. @see WCAG 2.2 */
const luminance = (hex: string): number => {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

const contrast = (a: string, b: string): number => {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
};

const colours = Object.entries(PAGE_COLOURS);
const GROUNDS = ["light", "dark"] as const;

describe("the colours", () => {
  it.each(GROUNDS)("of series stand out from the %s ground", (ground) => {
    const behind = PAGE_COLOURS["--ground"]?.[ground] ?? "";
    for (const [name, hue] of colours)
      if (name.startsWith("--series-"))
        expect([name, contrast(hue[ground], behind) >= 3]).toEqual([
          name,
          true,
        ]);
  });

  it.each(GROUNDS)("of words can be read on the %s ground", (ground) => {
    const behind = PAGE_COLOURS["--ground"]?.[ground] ?? "";
    for (const name of [
      "text",
      "muted",
      "link",
      "holds",
      "refuted",
      "undecided",
    ])
      expect([
        name,
        contrast(PAGE_COLOURS[`--${name}`]?.[ground] ?? "", behind) >= 4.5,
      ]).toEqual([name, true]);
  });

  it("become literal where there is no page", () => {
    expect(withLiteralColours("fill:var(--text);x:var(--other)")).toBe(
      "fill:#1b1f23;x:var(--other)",
    );
  });
});

describe("the styles", () => {
  const names = Array.from({ length: 24 }, (_, i) => `series ${i}`);
  const styleOf = assignStyles(names);
  const all = [...ARCHITECTURE_IDS, ...names].map(styleOf);

  it("of architectures do not depend on what else is shown", () => {
    const alone = assignStyles([]);
    for (const id of ARCHITECTURE_IDS) expect(styleOf(id)).toEqual(alone(id));
  });

  it("of all architectures differ in colour, and in symbol", () => {
    const mine = ARCHITECTURE_IDS.map(styleOf);
    expect(new Set(mine.map(({ colour }) => colour)).size).toBe(7);
    expect(new Set(mine.map(({ symbol }) => symbol)).size).toBe(7);
  });

  it("of 24 further series differ in colour, dash or symbol", () => {
    const looks = all.map(({ colour, dash, symbol }) => colour + dash + symbol);
    expect(new Set(looks).size).toBe(all.length);
  });

  it("name colours that the page has", () => {
    for (const { colour } of all)
      expect(PAGE_COLOURS).toHaveProperty([colour.slice(4, -1)]);
  });
});
