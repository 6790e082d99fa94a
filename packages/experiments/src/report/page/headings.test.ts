import { describe, expect, it } from "vitest";
import { syntheticSweep } from "../testing/synthetic-sweep";
import { makeSections } from "../write-report";
import { renderPage } from "./page";

const small = {
  architectures: ["dense"],
  tasks: ["copy"],
  seeds: [1],
  suite: { figures: ["accuracy"] },
};

const headingsOf = (page: string): string[] =>
  [...page.matchAll(/<h[12]>([^<]*)</g)].map(([, text = ""]) => text);

describe("the headings of a page", () => {
  it("say the title of an only sweep once", () => {
    expect(
      headingsOf(renderPage(makeSections([syntheticSweep(small)]))),
    ).toEqual(["A made-up sweep", "The sweep"]);
  });

  it("are the titles of several sweeps", () => {
    const page = renderPage(
      makeSections([
        syntheticSweep(small),
        syntheticSweep({ ...small, name: "other" }),
      ]),
    );
    expect(headingsOf(page)).toEqual([
      "Experiments",
      "A made-up sweep",
      "A made-up sweep",
    ]);
  });
});

it("a plot is no image to a screen reader, which would hide its links", () => {
  const page = renderPage(makeSections([syntheticSweep(small)]));
  expect(page).toMatch(/<svg[^>]* role="figure"[^>]* aria-label="Copy\. /);
  expect(page).not.toContain('role="img"');
});
