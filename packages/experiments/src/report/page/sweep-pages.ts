/** @file The pages of one sweep: one, and more where its figures would make that too large. */
import type { Figure } from "../figure";
import type { Section } from "../section";
import { pageText, type ReportPage } from "./document";
import { html, type Html } from "./html";
import {
  sectionFigureHtml,
  sectionHtml,
  type FigurePage,
} from "./section-html";

/** Pages are committed, and opened on phones. */
const MOST_BYTES = 900_000;

/** Where the pages of a sweep lie. */
export interface SweepPlace {
  /** what their names begin with, such as `index` */
  readonly stem: string;
  /** name of the page that lists all sweeps; absent where there is no other */
  readonly overview?: string;
}

/** The page that has a sweep's runs: what a point of a figure leads to. */
export const runsPage = ({ stem }: SweepPlace): string => `${stem}.html`;

// Slugs have no full stop, so that no two pages share a name.
const pageName = (place: SweepPlace, index: number): string =>
  index === 0 ? runsPage(place) : `${place.stem}.${index + 1}.html`;

const aboveHtml = ({ overview }: SweepPlace): Html =>
  html`<p class="kind">
    trm
    report${overview !== undefined && html` · <a href="${overview}">All sweeps</a>`}
  </p>`;

const firstPage = (
  section: Section,
  place: SweepPlace,
  pages: readonly FigurePage[],
): string => {
  const { plan } = section.view;
  return pageText({
    title: plan.suite.title,
    above: aboveHtml(place),
    below: html`<p class="lead">${plan.suite.question}</p>
      <p>
        Points of a figure lead to their run, and show their numbers under the
        pointer.
      </p>`,
    main: sectionHtml(section, pages),
  });
};

const laterPage = (
  section: Section,
  place: SweepPlace,
  figures: readonly Figure[],
): string => {
  const { title } = section.view.plan.suite;
  const first = runsPage(place);
  return pageText({
    title: `${title}: more figures`,
    above: aboveHtml(place),
    below: html`<p>
      <a href="${first}">Claims, results and all runs of this sweep</a>; points
      of a figure lead there.
    </p>`,
    main: html`<section class="sweep">
      <h2>Figures</h2>
      ${figures.map((figure) => sectionFigureHtml(section, figure, first))}
    </section>`,
  });
};

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** Figures by page, in their order: as many as fit, and at least one on each page but the first. */
const figuresByPage = (section: Section, place: SweepPlace): Figure[][] => {
  const pages: Figure[][] = [[]];
  let left = MOST_BYTES - bytesOf(firstPage(section, place, []));
  for (const figure of section.figures) {
    const page = runsPage(place);
    const size = bytesOf(sectionFigureHtml(section, figure, page).html);
    if (size > left) {
      pages.push([]);
      left = MOST_BYTES - bytesOf(laterPage(section, place, []));
    }
    pages.at(-1)?.push(figure);
    left -= size;
  }
  return pages;
};

/** The pages of a sweep, first the one with all but the figures that do not fit. */
export const sweepPages = (
  section: Section,
  place: SweepPlace,
): ReportPage[] => {
  const pages = figuresByPage(section, place).map((figures, i) => ({
    name: pageName(place, i),
    figures,
  }));
  return pages.map(({ name, figures }, i) => ({
    name,
    text:
      i === 0
        ? firstPage(section, place, pages)
        : laterPage(section, place, figures),
  }));
};
