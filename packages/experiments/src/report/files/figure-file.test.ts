import { describe, expect, it } from "vitest";
import { syntheticSweep } from "../testing/synthetic-sweep";
import { makeSections } from "../write-report";
import { escapeMarkup } from "../page/html";
import { figureFile } from "./figure-file";
import { PANEL_WIDTH, type Figure } from "../figure";
import { textWidth } from "./measure-text";
import { renderPng } from "./render-png";

const sections = makeSections([syntheticSweep()]);
const figures = sections.flatMap((section) => section.figures);
const [first] = figures;
if (!first) throw new Error("There is no figure to test with.");

const attributesOf = (svg: string, name: string): string[] =>
  [...svg.matchAll(new RegExp(` ${name}="([^"]*)"`, "g"))].map(
    ([, value]) => value ?? "",
  );

describe.each(figures)("the file of figure $id", (figure) => {
  const svg = figureFile(figure, "../index.html");

  it("stands alone: colours are literal, no id is there twice", () => {
    expect(svg).not.toContain("var(");
    const ids = attributesOf(svg, "id");
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of svg.matchAll(/url\(#([^)]+)\)/g))
      expect(ids).toContain(id);
  });

  it("leads to the page's runs", () => {
    for (const href of attributesOf(svg, "href"))
      expect(href).toMatch(/^\.\.\/index\.html#run-[0-9a-f]{16}$/);
  });

  it("holds every panel, its caption and the names of its series", () => {
    expect(svg.match(/<svg /g)?.length).toBe(
      1 + figure.panels.length + figure.legend.length,
    );
    for (const { label } of figure.legend) expect(svg).toContain(`>${label}<`);
    const words = svg.replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");
    const [beginning] = escapeMarkup(figure.caption).match(/^(\S+ ){6}/) ?? [
      "",
    ];
    expect(words).toContain(beginning);
  });
});

describe("the PNG of a figure", () => {
  const svg = figureFile(first, "../index.html");
  const png = renderPng(svg);
  const numberAt = (offset: number) =>
    new DataView(png.buffer, png.byteOffset).getUint32(offset);

  it("has one and a half pixels per pixel of the SVG", () => {
    const [width] = attributesOf(svg, "width");
    const [height] = attributesOf(svg, "height");
    expect(numberAt(16)).toBe(Math.ceil(1.5 * Number(width)));
    expect(numberAt(20)).toBe(Math.ceil(1.5 * Number(height)));
  });

  it("has the same bytes every time", () => {
    expect(renderPng(svg)).toEqual(png);
  });

  it("has words: without them it is another image", () => {
    const wordless = svg.replaceAll(/<text[^>]*>[^<]*<\/text>/g, "");
    expect(renderPng(wordless)).not.toEqual(png);
  });
});

describe("long names in the file of a figure", () => {
  const words = "transcription: Reverse, Iterative Step Transformer with more";
  const name = "TheLongestWordThatAnybodyEverGaveToAPanelOfOneFigure";
  const figure: Figure = {
    ...first,
    panels: first.panels.map((panel, i) => ({
      ...panel,
      title: i === 0 ? words : name,
    })),
    legend: first.legend.map((entry) => ({
      ...entry,
      label: `${words} ${words} ${words} ${name}`,
    })),
  };
  const lines = [
    ...figureFile(figure, "").matchAll(
      /<text x="([\d.]+)" y="([\d.]+)" font-size="([\d.]+)" font-weight="(400|700)"[^>]*>([^<]*)</g,
    ),
  ].map(([, x, y, size, weight, text = ""]) => ({
    x: Number(x),
    y: Number(y),
    end:
      Number(x) + textWidth(text, Number(size), weight === "700" ? 700 : 400),
    text,
  }));

  it("touch no neighbour, and end within the image", () => {
    expect(lines.map(({ text }) => text).join("")).toContain(
      "transcription: Reverse, Iterative Step",
    );
    const width = 2 * PANEL_WIDTH + 20 + 2 * 20;
    for (const { x, y, end, text } of lines) {
      const next = lines
        .filter((other) => other.y === y && other.x > x)
        .map((other) => other.x);
      expect(end, text).toBeLessThanOrEqual(Math.min(width - 19, ...next));
    }
  });
});

describe("the width of text", () => {
  it("is that of DejaVu's tables, in units of 2048 per em", () => {
    expect(textWidth("m", 2048)).toBeCloseTo(1995, -1);
    expect(textWidth("i", 2048)).toBeCloseTo(569, -1);
    expect(textWidth("a b", 2048)).toBeCloseTo(1255 + 651 + 1300, -1);
    expect(textWidth("m", 2048, 700)).toBeCloseTo(2134, -1);
  });
});
