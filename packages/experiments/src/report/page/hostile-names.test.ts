import { describe, expect, it } from "vitest";
import { figureFile } from "../files/figure-file";
import { renderPng } from "../files/render-png";
import { tableCsv, tableMarkdown } from "../files/table-text";
import { syntheticSweep } from "../testing/synthetic-sweep";
import { makeSections } from "../write-report";
import { escapeMarkup } from "./html";
import { reportPages } from "./report-pages";

/** XML has none of them, and a terminal obeys some. */
const CONTROL = "\u0000\u0007\u000b\u001b[2J\u009b\uffff\ud800";
const EVIL = `"><script>alert(1)</script><a href='javascript:alert(1)'>${CONTROL}`;
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

  it("steer nothing, in pages and in files of tables", () => {
    const tables = sections.flatMap((section) => section.tables);
    const texts = tables.flatMap((table) => [
      tableCsv(table),
      tableMarkdown(table),
    ]);
    for (const text of [page, ...texts])
      expect(text).not.toMatch(/[\u0000-\u0008\u000b\u001b\u009b\uffff]/);
    expect(page).toContain("␀␇␋␛[2J\ufffd\ufffd\ufffd");
  });

  it("are text in image files", () => {
    for (const figure of sections.flatMap(({ figures }) => figures)) {
      const svg = figureFile(figure, "../index.html");
      expect(svg).not.toContain("<script");
      expect(renderPng(svg).length).toBeGreaterThan(0);
    }
  });
});
