/** @file The page of one sweep. */
import type { Section } from "../section";
import { pageText } from "./document";
import { html } from "./html";
import { sectionHtml } from "./section-html";

/**
 * The page as text.
 *
 * @param overview name of the page that lists all sweeps; absent where there is no other
 */
export const sweepPageText = (section: Section, overview?: string): string => {
  const { suite } = section.view.plan;
  return pageText({
    title: suite.title,
    above: html`<p class="kind">
      trm
      report${overview !== undefined && html` · <a href="${overview}">All sweeps</a>`}
    </p>`,
    below: html`<p class="lead">${suite.question}</p>
      <p>
        Points of a figure lead to their run, and show their numbers under the
        pointer.
      </p>`,
    main: sectionHtml(section),
  });
};
