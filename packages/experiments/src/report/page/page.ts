/** @file The page: one file, no script, nothing that is loaded. */
import type { Section } from "../section";
import { html, raw, type Html } from "./html";
import { sectionHtml } from "./section-html";
import { PAGE_STYLE } from "./style";

/** Says in a page that it is a report of ours, which may be replaced. */
export const GENERATOR = "trm report";

/** Even a fault of ours could not load or run anything. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

const contentsHtml = (sections: readonly Section[]): Html | false =>
  sections.length > 1 &&
  html`<nav class="contents" aria-label="Sweeps">
    <ol>
      ${sections.map(
        ({ view }) =>
          html`<li><a href="#${view.slug}">${view.plan.suite.title}</a></li>`,
      )}
    </ol>
  </nav>`;

const headHtml = (sections: readonly Section[], title: string): Html => {
  const runs = sections.reduce((sum, { view }) => sum + view.records.size, 0);
  return html`<header class="head">
    <p class="kind">trm report</p>
    <h1>${title}</h1>
    <p>
      ${sections.length === 1 ? "One sweep" : `${sections.length} sweeps`},
      ${runs} runs. Points of a figure lead to their run, and show their numbers
      under the pointer.
    </p>
    ${contentsHtml(sections)}
  </header>`;
};

/** The title of a report: of its only sweep, or of all. */
const pageTitle = (sections: readonly Section[]): string => {
  const [only] = sections;
  return only && sections.length === 1
    ? only.view.plan.suite.title
    : "Experiments";
};

/** The whole page as text. */
export const renderPage = (sections: readonly Section[]): string => {
  const title = pageTitle(sections);
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="generator" content="${GENERATOR}" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <link rel="icon" href="data:," />
        <title>${title}</title>
        <style>
          ${raw(PAGE_STYLE)}
        </style>
      </head>
      <body>
        <a class="skip" href="#results">To the results</a>
        <div class="page">
          ${headHtml(sections, title)}
          <main id="results" tabindex="-1">
            ${sections.map((section) => sectionHtml(section, sections.length === 1))}
          </main>
          <footer class="foot small">
            <p>
              Made by <code>trm report</code> from the plan and the records
              alone: the same records give the same bytes. Runs are repeated
              with the commands in the tables of runs.
            </p>
          </footer>
        </div>
      </body>
    </html> `;
  return page.html.replaceAll(/\n\s+/g, "\n");
};
