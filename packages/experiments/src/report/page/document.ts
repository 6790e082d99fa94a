/** @file What all pages share: one file each, no script, nothing that is loaded. */
import { html, raw, type Html } from "./html";
import { PAGE_STYLE } from "./style";

/** Says in a page that it is a report of ours, which may be replaced. */
export const GENERATOR = "trm report";

/** Even a fault of ours could not load or run anything. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** One page of a report. */
export interface ReportPage {
  /** of its file, such as `index.html` */
  readonly name: string;
  readonly text: string;
}

/** What a page is made of. */
export interface PageParts {
  /** of the window, and the heading unless the head has its own */
  readonly title: string;
  /** what stands above the heading, such as the way back */
  readonly above?: Html;
  /** what stands below it */
  readonly below?: Html | false;
  readonly main: Html | readonly Html[];
}

/** A whole page as text. */
export const pageText = ({ title, above, below, main }: PageParts): string => {
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
        <a class="skip" href="#page.results">To the results</a>
        <div class="page">
          <header class="head">
            ${above ?? html`<p class="kind">trm report</p>`}
            <h1>${title}</h1>
            ${below}
          </header>
          <main id="page.results" tabindex="-1">${main}</main>
          <footer class="foot small">
            <p>
              Made by <code>trm report</code> from the plan and the records
              alone: the same records give the same bytes. Runs are repeated
              with the command that the table of runs names.
            </p>
          </footer>
        </div>
      </body>
    </html> `;
  return page.html.replaceAll(/\n\s+/g, "\n");
};
