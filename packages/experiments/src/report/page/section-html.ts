/** @file One sweep in the page: what it asked, what it claims, its figures, its tables. */
import { missingCounts, missingWords } from "../../sweep/missing-words";
import type { Section } from "../section";
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
    ${view.missing.length === 1 ? "is" : "are"} missing:
    ${missingWords(missingCounts(view))}. What is shown here is of the others;
    the table of runs says which are missing, and why those that failed did.
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

/** What can be gone to. */
interface Part {
  readonly href: string;
  readonly title: string;
}

/** What the contents list: the parts of the sweep in their order. */
const partsOf = (section: Section): Part[] => {
  const { view, claims, figures } = section;
  const part = (id: string, title: string): Part => ({ href: `#${id}`, title });
  const tablePart = ({ id, title }: Table) =>
    part(tableAnchor(view.slug, id), title);
  return [
    ...(claims.length > 0 ? [part(partName(view.slug, CLAIMS), "Claims")] : []),
    ...resultsOf(section).map(tablePart),
    ...figures.map(({ id, title }) => part(partName(view.slug, id), title)),
    ...detailsOf(section).map(tablePart),
  ];
};

const contentsHtml = (parts: readonly Part[]): Html =>
  html`<nav class="contents" aria-label="Contents">
    <ol>
      ${parts.map(({ href, title }) => html`<li><a href="${href}">${title}</a></li>`)}
    </ol>
  </nav>`;

/** One sweep. */
export const sectionHtml = (section: Section): Html => {
  const { slug, plan } = section.view;
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
    ${missingHtml(section)} ${contentsHtml(partsOf(section))}
    ${claimsHtml(section)} ${resultsOf(section).map(tableOf(true))}
    ${section.figures.map((figure) =>
      figureHtml(figure, {
        anchor: partName(slug, figure.id),
        file: `figures/${partName(slug, figure.id)}`,
      }),
    )}
    ${detailsOf(section).map(tableOf(false))}
  </section>`;
};
