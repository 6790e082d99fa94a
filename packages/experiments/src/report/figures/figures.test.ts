import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { expandSuite } from "../../plan/expand-suite";
import { parseSuite } from "../../suite/parse-suite";
import type { Figure } from "../figure";
import { groupBy } from "./data/group-by";
import { viewSweep, type SweepView } from "../sweep-view";
import { syntheticResults } from "../testing/synthetic-results";
import { syntheticSweep } from "../testing/synthetic-sweep";
import { FIGURES } from "./registry";

const suiteView = (name: string, profile = "small"): SweepView => {
  const path = new URL(`../../../../../suites/${name}.json`, import.meta.url);
  const suite = parseSuite(JSON.parse(readFileSync(path, "utf8")), name);
  return viewSweep(syntheticResults(expandSuite(suite, { profile })));
};

const synthetic = viewSweep(syntheticSweep());
const whyTrmFails = suiteView("why-trm-fails");
const loops = suiteView("hl-structure");

const figureOf = (view: SweepView, id: string): Figure => {
  const figure = FIGURES.find((kind) => kind.id === id)?.draw(view);
  if (!figure) throw new Error(`${id} does not apply`);
  return figure;
};

const decode = (text: string): string =>
  text.replaceAll("&gt;", ">").replaceAll("&lt;", "<").replaceAll("&amp;", "&");

const panelsOf = (view: SweepView, id: string) =>
  figureOf(view, id).panels.map(({ title, svg }) => {
    const all = (pattern: RegExp): string[] =>
      [...svg.matchAll(pattern)].map(([, found]) => decode(found ?? ""));
    return {
      title,
      svg,
      titles: all(/<title>([^<]*)<\/title>/g),
      links: all(/<a [^>]*href="([^"]*)"/g),
      words: all(/<text[^>]*>([^<]*)</g),
    };
  });

/** Kinds by a sweep that has what they need, with words of their axes. */
const DRAWN = [
  ["accuracy", synthetic, ["characters right, %"]],
  ["learning-curves", synthetic, ["train steps", "characters right, %"]],
  ["quartiles", synthetic, ["quarter of the answer", "characters right, %"]],
  ["phases", synthetic, ["train steps", "characters right, %"]],
  ["positions", synthetic, ["train steps", "character of the answer"]],
  ["last-character", synthetic, ["train steps", "last characters right, %"]],
  ["difficulty", synthetic, ["longest carry chain", "sequences right, %"]],
  ["lengths", synthetic, ["task length", "characters right, %"]],
  ["flops", loops, ["training compute, FLOPs (log)", "characters right, %"]],
  ["loops", loops, ["H, cycles per step", "L, z updates per cycle"]],
  ["factors", whyTrmFails, ["characters right, %"]],
  ["interactions", whyTrmFails, ["characters right, %"]],
  ["used-passes", synthetic, ["block passes per example"]],
  ["state-norms", synthetic, ["block pass", "norm of the written state"]],
  [
    "pass-gradients",
    synthetic,
    ["block pass", "gradient norm, of the last pass's"],
  ],
] as const;

describe.each(DRAWN)("the figure %s", (id, view, axes) => {
  const panels = panelsOf(view, id);

  it("has a caption that says how many seeds", () => {
    expect(figureOf(view, id).caption).toMatch(/seeds? each/);
    expect(figureOf(view, id).id).toBe(id);
  });

  it("titles its axes with units", () => {
    for (const { words } of panels)
      for (const axis of axes)
        expect(words.some((text) => text.includes(axis))).toBe(true);
  });

  it("has numbers on hover, and leads to runs of the table", () => {
    const anchors = new Set(view.plan.runs.map((run) => view.hrefOf(run)));
    for (const { titles, links } of panels) {
      expect(titles.length).toBeGreaterThan(0);
      expect(links.length).toBeGreaterThan(0);
      expect(links.every((href) => anchors.has(href))).toBe(true);
    }
  });

  it("writes no NaN", () => {
    for (const { svg } of panels) expect(svg).not.toMatch(/NaN|undefined/);
  });
});

it("every kind is tested", () => {
  expect(FIGURES.map(({ id }) => id).sort()).toEqual(
    DRAWN.map(([id]) => id as string).sort(),
  );
});

it("no kind applies to a sweep without a run", () => {
  const missing = synthetic.plan.runs.map(({ index }) => index);
  const empty = viewSweep(syntheticSweep({ missing }));
  expect(FIGURES.filter((kind) => kind.draw(empty))).toEqual([]);
});

/** Hollow symbols that are moved from the axis into their row. */
const zerosIn = (svg: string): number => {
  const row =
    /<g transform="translate\(0,-3\)" stroke="[^"]*" fill="none">(.*?)<\/g>/;
  return (row.exec(svg)?.[1] ?? "").match(/<circle|M/g)?.length ?? 0;
};

describe("numbers in figures", () => {
  it("are means over seeds with Student's interval", () => {
    const [copy] = panelsOf(synthetic, "lengths");
    // Beyond its length the made-up TRM is at chance, 10 %, and an eighth of at most 2 points above.
    expect(copy?.titles).toContain(
      "Autoregressive TRM, length 20: 10.1 % (10.0 to 10.2), 3 seeds",
    );
  });

  it("of the last character say how many runs learned it", () => {
    expect(figureOf(synthetic, "last-character").caption).toContain(
      "18 of 24 runs end with it right",
    );
  });

  it("of an early stop are said", () => {
    expect(figureOf(synthetic, "last-character").caption).toContain(
      "3 of 24 runs were stopped early once characters right held 99 %;",
    );
  });

  it("of gradients are multiples of the last pass's, and 0 at the axis", () => {
    const [copy] = panelsOf(synthetic, "pass-gradients");
    // The made-up gradients grow by 1.2 per pass, of which there are 12; those of nine of the TRM's are 0.
    expect(copy?.titles).toContain(
      "Dense Transformer, pass 11 (h): 0.833, 3 seeds",
    );
    expect(zerosIn(copy?.svg ?? "")).toBe(9);
    expect(figureOf(synthetic, "pass-gradients").caption).toContain(
      "after step 50, the first evaluation at which every run has one",
    );
  });

  it("of phases are medians over seeds, and say of how many", () => {
    const [first] = panelsOf(synthetic, "phases");
    expect(first?.titles).toContain(
      "character 1 holds 50 % from step 150, 3 of 3 seeds",
    );
    expect(figureOf(synthetic, "phases").caption).toMatch(
      /spread is not shown.*Kaplan-Meier.*were stopped early/,
    );
  });

  it("of training say of how many examples they are, and show seeds where bands would hide each other", () => {
    const { caption } = figureOf(synthetic, "learning-curves");
    expect(caption).toContain("training has 100 examples. Thin lines are");
    const few = viewSweep(syntheticSweep({ architectures: ["dense", "trm"] }));
    expect(figureOf(few, "learning-curves").caption).toContain("Bands are");
    const areas = (view: SweepView) =>
      panelsOf(view, "learning-curves").filter(({ svg }) =>
        svg.includes('fill-opacity="0.13"'),
      ).length;
    expect([areas(synthetic), areas(few)]).toEqual([0, 2]);
  });

  it("of lengths come with their trap", () => {
    expect(figureOf(synthetic, "lengths").caption).toMatch(
      /positions beyond the training length are untrained in every architecture/,
    );
  });
});

describe("series", () => {
  it("are named below their panel where one legend would be too long", () => {
    const { legend } = figureOf(whyTrmFails, "learning-curves");
    const [first] = panelsOf(whyTrmFails, "learning-curves");
    expect(legend).toEqual([]);
    expect(first?.title).toBe("A copy: Copy, last-cycle");
    expect(first?.words).toContain("stateNorm xyz");
    expect(first?.titles.join()).not.toContain("last-cycle");
  });

  it("of one panel differ in colour, and are the same where a panel is split", () => {
    const panels = groupBy(whyTrmFails.cells, ({ panel }) => panel);
    const seriesOf = (title: string) =>
      (panels.get(title) ?? []).map(({ series }) => series);
    expect(seriesOf("A copy: Copy, last-cycle")).toContain("stateNorm xyz");
    expect(seriesOf("A copy: Copy, full")).toEqual(
      seriesOf("A copy: Copy, last-cycle"),
    );
    for (const title of panels.keys()) {
      const colours = seriesOf(title).map(whyTrmFails.colourOf);
      expect([title, new Set(colours).size]).toEqual([title, colours.length]);
    }
  });

  it("look alike in every figure", () => {
    for (const id of ["interactions", "factors", "flops"]) {
      const { legend } = figureOf(whyTrmFails, id);
      for (const { label, style } of legend)
        expect([label, style]).toEqual([label, whyTrmFails.styleOf(label)]);
      const looks = legend.map(({ style }) => Object.values(style).join());
      expect(new Set(looks).size).toBe(legend.length);
    }
  });

  it("say on hover which of their cells it is", () => {
    const titles = panelsOf(whyTrmFails, "flops").flatMap((panel) =>
      panel.titles.map((title) => title.split(/, [\d.e]+ FLOPs/)[0]),
    );
    const names = whyTrmFails.cells.map(({ name }) => name);
    expect(titles.length).toBeGreaterThan(0);
    for (const title of titles) expect(names).toContain(title);
  });

  it("of unknown architectures are drawn as any other", () => {
    const { legend } = figureOf(synthetic, "quartiles");
    expect(legend.map(({ label }) => label)).toContain("made-up");
  });

  it("of two changes have one along x and the other as lines", () => {
    const [first] = panelsOf(whyTrmFails, "interactions");
    expect(first?.words).toEqual(
      expect.arrayContaining(["last-cycle", "full"]),
    );
    expect(first?.titles).toContain(
      "stateNorm xyz, last-cycle, seed 1337: 100.0 %",
    );
  });
});
