/** @file The page of several sweeps: what each asked, how far it is, what came of its claims. */
import { missingCounts, missingWords } from "../../sweep/missing-words";
import type { Section } from "../section";
import { claimListHtml, tallyWords, VERDICTS_CAPTION } from "./claims-html";
import { pageText } from "./document";
import { html, type Html } from "./html";
import { claimAnchor } from "./section-html";

const runsWords = (view: Section["view"]): string => {
  const done = `${view.records.size} of ${view.plan.runs.length} runs done`;
  return view.missing.length > 0
    ? `${done}, ${missingWords(missingCounts(view))}`
    : done;
};

const sweepHtml = ({ view, claims }: Section, page: string): Html => {
  const { slug, plan } = view;
  return html`<section class="sweep" id="${slug}">
    <h2><a href="${page}">${plan.suite.title}</a></h2>
    <p class="lead">${plan.suite.question}</p>
    <p>${runsWords(view)}.</p>
    ${
      claims.length > 0 &&
      html`<p class="tally">${tallyWords(claims)}</p>
        ${claimListHtml(claims, ({ id }) => ({
          href: `${page}#${claimAnchor(slug, id)}`,
        }))}`
    }
  </section>`;
};

/**
 * The overview as text.
 *
 * @param pageOf name of a sweep's page
 */
export const overviewText = (
  sections: readonly Section[],
  pageOf: (section: Section) => string,
): string => {
  const runs = sections.reduce((sum, { view }) => sum + view.records.size, 0);
  return pageText({
    title: "Experiments",
    below: html`<p>
        ${sections.length} sweeps, ${runs} runs. Each has a page with its
        results, figures and runs; a claim leads to its place there.
      </p>
      <p class="caption">${VERDICTS_CAPTION}</p>
      <nav class="contents" aria-label="Sweeps">
        <ol>
          ${sections.map(
            ({ view }) =>
              html`<li>
                <a href="#${view.slug}">${view.plan.suite.title}</a>
              </li>`,
          )}
        </ol>
      </nav>`,
    main: sections.map((section) => sweepHtml(section, pageOf(section))),
  });
};
