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

/** Readable on a phone, where a panel is as wide as here; px. */
const FONT_SIZE = 11.5;

/** Letters are as wide as DejaVu's at most; the files have that font, the page its reader's. */
export const FILE_FONT = "DejaVu Sans, sans-serif";

const SHAPE = {
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
 * Fonts, width and colours of the ground are set here.
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
    { ...SHAPE, ...options },
    {
      // An image would hide its links.
      role: "figure",
      "aria-label": `${title}. ${description}`,
      "font-family": FILE_FONT,
      "font-size": String(FONT_SIZE),
      color: "var(--text)",
    },
  ),
});
