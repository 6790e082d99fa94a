import { describe, expect, it } from "vitest";
import { syntheticSweep } from "../testing/synthetic-sweep";
import { makeSections } from "../write-report";
import { reportPages } from "./report-pages";

const small = {
  architectures: ["dense"],
  tasks: ["copy"],
  seeds: [1],
  suite: { figures: ["accuracy"] },
};

/** The headings of every page, by name of its file. */
const headingsOf = (...names: string[]): Record<string, string[]> =>
  Object.fromEntries(
    reportPages(
      makeSections(names.map((name) => syntheticSweep({ ...small, name }))),
    ).map(({ name, text }) => [
      name,
      [...text.matchAll(/<h[12]>(?:<a [^>]*>)?([^<]*)</g)].map(
        ([, heading = ""]) => heading,
      ),
    ]),
  );

describe("the headings of a page", () => {
  it("say the title of an only sweep once", () => {
    expect(headingsOf("only")).toEqual({
      "index.html": ["A made-up sweep", "The sweep"],
    });
  });

  it("are the titles of several sweeps in the overview, and of each on its page", () => {
    expect(headingsOf("one", "other")).toEqual({
      "index.html": ["Experiments", "A made-up sweep", "A made-up sweep"],
      "one.html": ["A made-up sweep", "The sweep"],
      "other.html": ["A made-up sweep", "The sweep"],
    });
  });
});

it("a plot is no image to a screen reader, which would hide its links", () => {
  const [page] = reportPages(makeSections([syntheticSweep(small)]));
  expect(page?.text).toMatch(
    /<svg[^>]* role="figure"[^>]* aria-label="Copy\. /,
  );
  expect(page?.text).not.toContain('role="img"');
});
