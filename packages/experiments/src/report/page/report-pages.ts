/** @file All pages of a report: that of its only sweep, or an overview and the pages of each. */
import type { Section } from "../section";
import type { ReportPage } from "./document";
import { overviewText } from "./overview";
import { runsPage, sweepPages, type SweepPlace } from "./sweep-pages";

/** What the first page of any report is called, without the ending. */
export const FIRST_PAGE = "index";

/** What a report opens with. */
const OVERVIEW = `${FIRST_PAGE}.html`;

const placeOf = (
  { view: { slug } }: Section,
  sections: readonly Section[],
): SweepPlace =>
  sections.length === 1
    ? { stem: FIRST_PAGE }
    : { stem: slug, overview: OVERVIEW };

/** The page that has the runs of a sweep. */
export const runsPageOf = (
  section: Section,
  sections: readonly Section[],
): string => runsPage(placeOf(section, sections));

/** The pages; the first is the one to open. */
export const reportPages = (sections: readonly Section[]): ReportPage[] => {
  const pages = sections.flatMap((section) =>
    sweepPages(section, placeOf(section, sections)),
  );
  if (sections.length === 1) return pages;
  const text = overviewText(sections, (section) =>
    runsPageOf(section, sections),
  );
  return [{ name: OVERVIEW, text }, ...pages];
};
