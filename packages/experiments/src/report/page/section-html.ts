/** @file One sweep in the page: what it asked, what it claims, its figures, its tables. */
import { missingWords } from "../../sweep/missing-words";
import type { Section } from "../section";
import type { Figure } from "../figure";
import { partName } from "../sweep-view";
import type { Table } from "../table";
import { claimListHtml, tallyWords, VERDICTS_CAPTION } from "./claims-html";
import { sectionFacts, type Fact } from "./facts";
import { figureHtml } from "./figure-html";
import { html, type Html } from "./html";
import { tableFilesHtml, tableHtml } from "./table-html";

/** The table of claims stands as a list above the figures, and as files. */
const CLAIMS = "claims";

/** The table that says it all stands above the figures too. */
const RESULTS = "main";

const factHtml = ({ name, value, long }: Fact): Html =>
  html`<div ${long && { html: 'class="long"' }}>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;

const missingHtml = ({ view }: Section): Html | false =>
  view.missing.length > 0 &&
  html`<p class="notice">
    ${view.missing.length} of ${view.plan.runs.length} runs
    ${view.missing.length === 1 ? "is" : "are"} missing: ${missingWords(view)}.
    What is shown here is of the others; the table of runs says which are
    missing, and why those that failed did.
  </p>`;

/** The anchor of a claim in its sweep's page. */
export const claimAnchor = (slug: string, id: string): string =>
  partName(slug, "claim", id);

const claimsHtml = ({ claims, view, tables }: Section): Html | false => {
  const { slug } = view;
  return (
    claims.length > 0 &&
    html`<section class="part" id="${partName(slug, CLAIMS)}">
      <h3>Claims</h3>
      <p class="tally">${tallyWords(claims)}</p>
      <p class="caption">${VERDICTS_CAPTION}</p>
      ${claimListHtml(claims, ({ id }) => ({ anchor: claimAnchor(slug, id) }))}
      ${
        tables.some(({ id }) => id === CLAIMS) &&
        tableFilesHtml(`tables/${partName(slug, CLAIMS)}`)
      }
    </section>`
  );
};

/** What stands above the figures. */
const resultsOf = ({ tables }: Section) =>
  tables.filter(({ id }) => id === RESULTS);

/** What stands below them. */
const detailsOf = ({ tables }: Section) =>
  tables.filter(({ id }) => id !== CLAIMS && id !== RESULTS);

/** A figure and a table may have one id. */
const tableAnchor = (slug: string, id: string): string =>
  partName(slug, "table", id);

/** Figures of one page. */
export interface FigurePage {
  /** name of the page's file */
  readonly name: string;
  readonly figures: readonly Figure[];
}

/** What can be gone to. */
interface Part {
  readonly href: string;
  readonly title: string;
}

/** What the contents list: the parts of the sweep in their order, then figures on pages of their own. */
const partsOf = (
  section: Section,
  [first, ...others]: readonly FigurePage[],
): Part[] => {
  const { slug } = section.view;
  const part = (id: string, title: string, page = ""): Part => ({
    href: `${page}#${id}`,
    title,
  });
  const tablePart = ({ id, title }: Table) =>
    part(tableAnchor(slug, id), title);
  const figureParts = ({ figures, name }: FigurePage, page = name) =>
    figures.map(({ id, title }) => part(partName(slug, id), title, page));
  return [
    ...(section.claims.length > 0
      ? [part(partName(slug, CLAIMS), "Claims")]
      : []),
    ...resultsOf(section).map(tablePart),
    ...(first ? figureParts(first, "") : []),
    ...detailsOf(section).map(tablePart),
    ...others.flatMap((page, i) =>
      figureParts(page).map(({ href, title }) => ({
        href,
        title: `${title} (page ${i + 2})`,
      })),
    ),
  ];
};

const contentsHtml = (parts: readonly Part[], label: string): Html =>
  html`<nav class="contents" aria-label="${label}">
    <ol>
      ${parts.map(({ href, title }) => html`<li><a href="${href}">${title}</a></li>`)}
    </ol>
  </nav>`;

/** A figure of a sweep; its points lead to runs on another page if one is named. */
export const sectionFigureHtml = (
  { view: { slug } }: Section,
  figure: Figure,
  runsPage?: string,
): Html =>
  figureHtml(figure, {
    anchor: partName(slug, figure.id),
    file: `figures/${partName(slug, figure.id)}`,
    runsPage,
  });

const moreHtml = (others: readonly FigurePage[]): Html | false =>
  others.length > 0 &&
  html`<p class="elsewhere">
    More figures:
    ${others.map(
      ({ name, figures }, i) =>
        html`${i > 0 && ", "}<a href="${name}"
            >${figures.map(({ title }) => title).join(", ")}</a
          >`,
    )}.
  </p>`;

/**
 * One sweep.
 *
 * @param pages its figures by page, first those of this one
 */
export const sectionHtml = (
  section: Section,
  pages: readonly FigurePage[],
): Html => {
  const { slug, plan } = section.view;
  const [first, ...others] = pages;
  const tableOf = (isWhole: boolean) => (table: Table) =>
    tableHtml(table, {
      anchor: tableAnchor(slug, table.id),
      file: `tables/${partName(slug, table.id)}`,
      isWhole,
    });
  return html`<section class="sweep" id="${slug}">
    <h2>The sweep</h2>
    <p class="kind">
      Suite <code>${plan.suite.name}</code>${
        plan.suite.profile !== undefined &&
        html`, profile <code>${plan.suite.profile}</code>`
      }
    </p>
    <dl class="facts">${sectionFacts(section.view).map(factHtml)}</dl>
    ${missingHtml(section)} ${contentsHtml(partsOf(section, pages), "Contents")}
    ${claimsHtml(section)} ${resultsOf(section).map(tableOf(true))}
    ${first?.figures.map((figure) => sectionFigureHtml(section, figure))}
    ${moreHtml(others)} ${detailsOf(section).map(tableOf(false))}
  </section>`;
};
