/** @file The claims of a sweep with their verdicts, on its page and in the overview. */
import type { JudgedClaim, Verdict } from "../../claims/judged-claim";
import { NOT_CORRECTED } from "../../claims/judged-claim";
import { shortReason } from "./claim-reason";
import { html, type Html } from "./html";
import { verdictHtml } from "./verdict-html";

/** What the verdicts are, and are not. */
export const VERDICTS_CAPTION = `What the suite claims, judged by the rule that it states. A claim is undecided where too few seeds speak for it, where their interval leaves it open, and as long as a planned seed has no result. Verdicts are each claim's own; one that Holm's correction over all tested claims of the suite would take back is marked “${NOT_CORRECTED}”.`;

const VERBS: readonly (readonly [Verdict, one: string, several: string])[] = [
  ["holds", "holds", "hold"],
  ["refuted", "refuted", "refuted"],
  ["undecided", "undecided", "undecided"],
];

const isTakenBack = ({ standsCorrected }: JudgedClaim): boolean =>
  standsCorrected === false;

/** How many claims came to which verdict: `11 hold, 2 refuted, 5 undecided`; how many a correction takes back, behind each. */
export const tallyWords = (claims: readonly JudgedClaim[]): string =>
  VERBS.flatMap(([verdict, one, several]) => {
    const alike = claims.filter((claim) => claim.verdict === verdict);
    if (alike.length === 0) return [];
    const taken = alike.filter(isTakenBack).length;
    const words = `${alike.length} ${alike.length === 1 ? one : several}`;
    return [taken > 0 ? `${words} (${taken} ${NOT_CORRECTED})` : words];
  }).join(", ");

/** The reason; a long one is there as a whole under its decisive numbers. */
const reasonHtml = (judged: JudgedClaim): Html => {
  const reason = shortReason(judged);
  const { sentence } = judged;
  return html`<p>${reason}</p>
    ${
      reason !== sentence &&
      html`<details>
        <summary>All numbers</summary>
        <p>${sentence}</p>
      </details>`
    }`;
};

/** Where a claim is on a page. */
export interface ClaimPlace {
  /** anchor of the claim in this page */
  readonly anchor?: string;
  /** its place on another page */
  readonly href?: string;
}

const claimHtml = (judged: JudgedClaim, { anchor, href }: ClaimPlace): Html => {
  const { claim, verdict } = judged;
  return html`<li ${anchor !== undefined && html`id="${anchor}"`}>
    <p class="came">
      ${verdictHtml(verdict)}
      ${isTakenBack(judged) && html`<span class="mark">${NOT_CORRECTED}</span>`}
    </p>
    <p>
      ${href === undefined ? claim.text : html`<a href="${href}">${claim.text}</a>`}
    </p>
    <div class="why">${reasonHtml(judged)}</div>
  </li>`;
};

/** The claims in the suite's order. */
export const claimListHtml = (
  claims: readonly JudgedClaim[],
  placeOf: (claim: JudgedClaim["claim"]) => ClaimPlace,
): Html =>
  html`<ul class="claims">
    ${claims.map((judged) => claimHtml(judged, placeOf(judged.claim)))}
  </ul>`;
