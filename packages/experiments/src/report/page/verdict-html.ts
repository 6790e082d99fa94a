/** @file What a claim came to, as a mark with its word. */
import type { Verdict } from "../../claims/judged-claim";
import { html, type Html } from "./html";

/** Marks that differ in shape, not only in colour. */
const MARKS: Readonly<Record<Verdict, string>> = {
  holds: "✓",
  refuted: "✗",
  undecided: "?",
};

/**
 * A verdict.
 *
 * @param words absent or empty, the verdict's own
 */
export const verdictHtml = (verdict: Verdict, words = ""): Html =>
  html`<span class="verdict ${verdict}"
    ><span aria-hidden="true">${MARKS[verdict]}</span> ${words || verdict}</span
  >`;
