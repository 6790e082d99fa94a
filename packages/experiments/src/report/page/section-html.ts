/** @file One sweep in the page: what it asked, what it claims, its figures, its tables. */
import type { JudgedClaim } from "../../claims/judged-claim";
import type { Section } from "../section";
import { partName } from "../sweep-view";
import type { Table } from "../table";
import { sectionFacts, type Fact } from "./facts";
import { figureHtml } from "./figure-html";
import { html, type Html } from "./html";
import { tableHtml } from "./table-html";
import { verdictHtml } from "./verdict-html";

/** The table of claims stands as a list above the figures, and as files. */
const CLAIMS = "claims";

/** The table that says it all stands above the figures too. */
const RESULTS = "main";

/** What can be gone to. */
interface Part {
  readonly anchor: string;
  readonly title: string;
}

const factHtml = ({ name, value, long }: Fact): Html =>
  html`<div ${long && { html: 'class="long"' }}>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;

const missingHtml = ({ view: { missing, plan } }: Section): Html | false =>
  missing.length > 0 &&
  html`<p class="notice">
    ${missing.length} of ${plan.runs.length} runs
    ${missing.length === 1 ? "is" : "are"} missing: the sweep has not ended.
    What is shown here is of the others; the table of runs says which are
    missing.
  </p>`;

const claimHtml = ({ claim, verdict, sentence }: JudgedClaim): Html =>
  html`<li>
    ${verdictHtml(verdict)}
    <p>${claim.text}</p>
    <p class="why">${sentence}</p>
  </li>`;

const claimsHtml = (section: Section): Html | false => {
  const { claims, view, tables } = section;
  const file = `tables/${partName(view.slug, CLAIMS)}`;
  return (
    claims.length > 0 &&
    html`<section class="part" id="${partName(view.slug, CLAIMS)}">
      <h3>Claims</h3>
      <p class="caption">
        What the suite claims, judged by the rule that it states; a claim that
        too few seeds speak for is undecided.
      </p>
      <ul class="claims">
        ${claims.map(claimHtml)}
      </ul>
      ${
        tables.some(({ id }) => id === CLAIMS) &&
        html`<p class="files">
          <a href="${file}.csv">CSV</a> · <a href="${file}.md">Markdown</a>
        </p>`
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

/** What the contents list, in the page's order. */
const partsOf = (section: Section): Part[] => {
  const { view, claims, figures } = section;
  const { slug } = view;
  const tablePart = ({ id, title }: Table): Part => ({
    anchor: tableAnchor(slug, id),
    title,
  });
  return [
    ...(claims.length > 0
      ? [{ anchor: partName(slug, CLAIMS), title: "Claims" }]
      : []),
    ...resultsOf(section).map(tablePart),
    ...figures.map(({ id, title }) => ({ anchor: partName(slug, id), title })),
    ...detailsOf(section).map(tablePart),
  ];
};

const partsHtml = (section: Section): Html =>
  html`<nav
    class="contents"
    aria-label="Contents of ${section.view.plan.suite.title}"
  >
    <ol>
      ${partsOf(section).map(
        ({ anchor, title }) => html`<li><a href="#${anchor}">${title}</a></li>`,
      )}
    </ol>
  </nav>`;

/** Title and question; the title of the only sweep is the page's already. */
const askedHtml = (
  { title, question }: Section["view"]["plan"]["suite"],
  isAlone: boolean,
): Html => {
  const lead = html`<p class="lead">${question}</p>`;
  return isAlone
    ? html`${lead}
        <h2>The sweep</h2>`
    : html`<h2>${title}</h2>
        ${lead}`;
};

/**
 * One sweep.
 *
 * @param isAlone is it the only one of the page?
 */
export const sectionHtml = (section: Section, isAlone: boolean): Html => {
  const { view, figures } = section;
  const { slug, plan } = view;
  const tableOf = (table: Table) =>
    tableHtml(
      table,
      tableAnchor(slug, table.id),
      `tables/${partName(slug, table.id)}`,
    );
  return html`<section class="sweep" id="${slug}">
    <p class="kind">
      Suite <code>${plan.suite.name}</code>${
        plan.suite.profile !== undefined &&
        html`, profile <code>${plan.suite.profile}</code>`
      }
    </p>
    ${askedHtml(plan.suite, isAlone)}
    <dl class="facts">${sectionFacts(view).map(factHtml)}</dl>
    ${missingHtml(section)} ${partsHtml(section)} ${claimsHtml(section)}
    ${resultsOf(section).map(tableOf)}
    ${figures.map((figure) =>
      figureHtml(
        figure,
        partName(slug, figure.id),
        `figures/${partName(slug, figure.id)}`,
      ),
    )}
    ${detailsOf(section).map(tableOf)}
  </section>`;
};
