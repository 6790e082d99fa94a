/** @file All pages of a report: that of its only sweep, or an overview and a page of each. */
import type { Section } from "../section";
import type { ReportPage } from "./document";
import { overviewText } from "./overview";
import { sweepPageText } from "./sweep-page";

/** What the first page of any report is called, without the ending. */
export const FIRST_PAGE = "index";

/** What a report opens with. */
const OVERVIEW = `${FIRST_PAGE}.html`;

/** The page of a sweep, to which its figures' points lead. */
export const pageOf = (
  { view: { slug } }: Section,
  sections: readonly Section[],
): string => (sections.length === 1 ? OVERVIEW : `${slug}.html`);

/** The pages; the first is the one to open. */
export const reportPages = (sections: readonly Section[]): ReportPage[] => {
  const overview = sections.length === 1 ? undefined : OVERVIEW;
  const pages = sections.map((section) => ({
    name: pageOf(section, sections),
    text: sweepPageText(section, overview),
  }));
  if (overview === undefined) return pages;
  const text = overviewText(sections, (section) => pageOf(section, sections));
  return [{ name: overview, text }, ...pages];
};
