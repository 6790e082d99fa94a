import { describe, expect, it } from "vitest";
import { syntheticSweep } from "../testing/synthetic-sweep";
import { makeSections } from "../write-report";
import { escapeMarkup } from "../page/html";
import { figureFile } from "./figure-file";
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
      expect(href).toMatch(/^\.\.\/index\.html#run-synthetic-[0-9a-f]{16}$/);
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

  it("has two pixels per pixel of the SVG", () => {
    const [width] = attributesOf(svg, "width");
    const [height] = attributesOf(svg, "height");
    expect(numberAt(16)).toBe(2 * Number(width));
    expect(numberAt(20)).toBe(2 * Number(height));
  });

  it("has the same bytes every time", () => {
    expect(renderPng(svg)).toEqual(png);
  });

  it("has words: without them it is another image", () => {
    const wordless = svg.replaceAll(/<text[^>]*>[^<]*<\/text>/g, "");
    expect(renderPng(wordless)).not.toEqual(png);
  });
});
