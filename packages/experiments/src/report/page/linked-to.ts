/** @file Links of a drawing, seen from another page. */
import { escapeMarkup } from "./html";

/**
 * Lets the links of a drawing, which are anchors of one page, lead there from another place.
 *
 * @param page seen from that place; empty where the drawing is in the page itself
 */
export const linkedTo = (svg: string, page: string): string =>
  svg.replaceAll(' href="#', ` href="${escapeMarkup(page)}#`);
