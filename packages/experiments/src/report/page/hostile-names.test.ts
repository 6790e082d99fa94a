import { describe, expect, it } from "vitest";
import { figureFile } from "../files/figure-file";
import { renderPng } from "../files/render-png";
import { syntheticSweep } from "../testing/synthetic-sweep";
import { makeSections } from "../write-report";
import { escapeMarkup } from "./html";
import { reportPages } from "./report-pages";

const EVIL = `"><script>alert(1)</script><a href='javascript:alert(1)'>`;
const sections = makeSections([
  syntheticSweep({
    architectures: [EVIL],
    tasks: [EVIL],
    seeds: [1],
    factors: { [EVIL]: [EVIL, "plain words"] },
    suite: {
      title: EVIL,
      question: EVIL,
      blocks: [{ name: "main", title: EVIL }],
    },
  }),
]);

describe("names that are markup", () => {
  const page = reportPages(sections)
    .map(({ text }) => text)
    .join("");

  it("are text in the page", () => {
    expect(page).toContain(`<h1>${escapeMarkup(EVIL)}</h1>`);
    expect(page).not.toContain("<script");
    for (const [, href] of page.matchAll(/<a\s[^>]*href="([^"]*)"/g))
      expect(href).toMatch(/^(#|figures\/|tables\/)/);
  });

  it("are text in image files", () => {
    for (const figure of sections.flatMap(({ figures }) => figures)) {
      const svg = figureFile(figure, "../index.html");
      expect(svg).not.toContain("<script");
      expect(renderPng(svg).length).toBeGreaterThan(0);
    }
  });
});
