/** @file Draws one panel, fit to stand in a page and in a file. */
import type { PlotOptions } from "@observablehq/plot";
import { drawSvg } from "./draw-svg";
import { PANEL_WIDTH, type Panel } from "./figure";
import { shortened } from "./shorten";

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

/** Size of a panel and of its margins unless it says otherwise, px. */
export const PANEL_SHAPE = {
  width: PANEL_WIDTH,
  height: 230,
  marginLeft: 46,
  marginRight: 16,
  marginTop: 26,
  marginBottom: 40,
} as const;

/** What stands beside the label of an axis: its arrow, and the edges of the panel; px. */
const BESIDE_LABEL = 36;

/** An axis whose label fits the panel. */
const fitting = (axis: PanelOptions["x"]): PanelOptions["x"] =>
  typeof axis?.label === "string"
    ? { ...axis, label: shortened(axis.label, PANEL_WIDTH - BESIDE_LABEL) }
    : axis;

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
    { ...PANEL_SHAPE, ...options, x: fitting(options.x) },
    {
      // An image would hide its links.
      role: "figure",
      "aria-label": `${title}. ${description}`,
    },
  ),
});
