import { describe, expect, it } from "vitest";
import type { Section } from "../section";
import { syntheticSweep } from "../testing/synthetic-sweep";
import { makeSections } from "../write-report";
import { sweepPages } from "./sweep-pages";

const sections = makeSections([
  syntheticSweep({
    architectures: ["dense"],
    tasks: ["copy"],
    seeds: [1],
    suite: { figures: ["accuracy", "learning-curves"] },
  }),
]);

/** Figures whose drawing is as long as that of many runs. */
const withLongFigures = (section: Section, bytes: number): Section => ({
  ...section,
  figures: section.figures.map((figure) => ({
    ...figure,
    panels: figure.panels.map((panel) => ({
      ...panel,
      svg: panel.svg.replace(
        "</svg>",
        `<desc>${"x".repeat(bytes)}</desc></svg>`,
      ),
    })),
  })),
});

const figuresIn = (text: string): string[] =>
  [...text.matchAll(/<figure class="part" id="([^"]*)"/g)].map(
    ([, id = ""]) => id,
  );

describe("the pages of a sweep", () => {
  const pagesOf = (bytes: number) =>
    sections.flatMap((section) =>
      sweepPages(withLongFigures(section, bytes), { stem: "s" }),
    );

  it("are one where all fits", () => {
    expect(pagesOf(10).map(({ name }) => name)).toEqual(["s.html"]);
  });

  it("are more where figures would make it large, each below a million bytes", () => {
    const pages = pagesOf(500_000);
    expect(pages.map(({ name, text }) => [name, figuresIn(text)])).toEqual([
      ["s.html", ["synthetic.accuracy"]],
      ["s.2.html", ["synthetic.learning-curves"]],
    ]);
    for (const { text } of pages) expect(text.length).toBeLessThan(1_000_000);
  });

  it("lead to each other: contents to figures, figures to runs", () => {
    const [first, second] = pagesOf(500_000);
    expect(first?.text).toContain('href="s.2.html#synthetic.learning-curves"');
    expect(first?.text).toMatch(/href="#run-/);
    expect(second?.text).toMatch(/href="s\.html#run-/);
    expect(second?.text).not.toMatch(/href="#run-/);
  });
});
