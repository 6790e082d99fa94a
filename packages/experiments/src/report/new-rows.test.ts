import { ARCHITECTURES } from "@trm/models";
import { describe, expect, it } from "vitest";
import { tableMarkdown } from "./files/table-text";
import type { Figure } from "./figure";
import { reportPages } from "./page/report-pages";
import { syntheticSweep } from "./testing/synthetic-sweep";
import { makeSections } from "./write-report";

const TITLE = "Wholly New Transformer";
const sweep = syntheticSweep({
  architectures: ["dense", "wholly-new", "untitled"],
  tasks: ["copy", "sorting"],
});
const architectures = { ...ARCHITECTURES, "wholly-new": { title: TITLE } };
const sections = makeSections([sweep], architectures);
const figures = sections.flatMap((section) => section.figures);
const tables = sections.flatMap((section) => section.tables);

const wordsOf = ({ legend, panels }: Figure): string =>
  [
    ...legend.map(({ label }) => label),
    ...panels.map(({ title, svg }) => title + svg),
  ].join("\n");

describe("an architecture and a task that the report has never heard of", () => {
  it.each(["accuracy", "learning-curves"])("appear in the figure %s", (id) => {
    const figure = figures.find((one) => one.id === id);
    expect(figure?.panels.map(({ title }) => title)).toEqual([
      "Copy",
      "Sorting",
    ]);
    const words = figure ? wordsOf(figure) : "";
    expect(words).toContain(TITLE);
    expect(words).toContain("untitled");
    expect(words).not.toContain("wholly-new");
  });

  it("appear in every figure, by title where there is one", () => {
    for (const figure of figures) {
      const words = wordsOf(figure);
      expect([words.includes(TITLE), figure.id]).toEqual([true, figure.id]);
    }
  });

  it("appear in every table of cells and of runs", () => {
    const words = tables
      .filter(({ id }) => ["main", "runs"].includes(id))
      .map(tableMarkdown);
    expect(words.length).toBeGreaterThan(0);
    for (const text of words)
      expect(text).toMatch(/wholly-new|Wholly New Transformer/);
    expect(words.join("\n")).toMatch(/sorting/i);
  });

  it("have colours of their own", () => {
    const colourOf = sections[0]?.view.colourOf ?? String;
    const colours = ["dense", TITLE, "untitled"].map(colourOf);
    expect(new Set(colours).size).toBe(3);
  });

  it("are in the page", () => {
    expect(reportPages(sections)[0]?.text).toContain(TITLE);
  });
});
