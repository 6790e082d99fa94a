/** @file Draws one panel, fit to stand in a page and in a file. */
import type { PlotOptions } from "@observablehq/plot";
import { drawSvg } from "./draw-svg";
import { PANEL_WIDTH, type Panel } from "./figure";

/** What a panel shows, in the words of Observable Plot. */
export interface PanelOptions extends Omit<
  PlotOptions,
  "document" | "width" | "style" | "className" | "title" | "caption"
> {
  /** what tells this panel from its neighbours */
  readonly title: string;
  /** one sentence for those who cannot see it: what lies along x and y, and what is drawn */
  readonly description: string;
}

/** Text of panels, which page and files give them: readable on a phone, where a panel is as wide as here; px. */
export const PANEL_TEXT = 11.5;

/** Size of a panel and of its margins unless it says otherwise, px. */
export const PANEL_SHAPE = {
  width: PANEL_WIDTH,
  height: 230,
  marginLeft: 46,
  marginRight: 16,
  marginTop: 26,
  marginBottom: 40,
} as const;

/**
 * Draws one panel.
 *
 * Axis labels should have units; `title` channels are what the pointer shows, `href` channels are anchors of the page.
 * The width is set here; page and files set the font, whose letters are as wide as DejaVu's at most, and its colour.
 *
 * @returns the panel; equal options give equal bytes
 */
export const plotPanel = ({
  title,
  description,
  ...options
}: PanelOptions): Panel => ({
  title,
  svg: drawSvg(
    { ...PANEL_SHAPE, ...options },
    {
      // An image would hide its links.
      role: "figure",
      "aria-label": `${title}. ${description}`,
    },
  ),
});
