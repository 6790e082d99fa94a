/** @file What a figure is: plain data, drawn once, laid out by the page and by the image files. */
import type { FigureId } from "../suite/figure-ids";
import type { SeriesStyle } from "./palette";
import type { SweepView } from "./sweep-view";

/** One plot of {@link PANEL_WIDTH} CSS pixels; it fits a phone as it is. */
export interface Panel {
  /** what tells this panel from its neighbours, such as `Addition` */
  readonly title: string;
  /** one `<svg>` element of {@link plotPanel}; colours are variables of the page, ids are local to it */
  readonly svg: string;
}

/** One series of a figure, as all its panels draw it. */
export interface LegendEntry {
  readonly label: string;
  readonly style: SeriesStyle;
}

/** A colour scale of a figure, as all its panels use it. */
export interface ColourScale {
  /** what is coloured, with its unit */
  readonly label: string;
  /** values at the ends, as shown */
  readonly low: string;
  readonly high: string;
  /** colours from low to high, literal */
  readonly colours: readonly string[];
}

/** One figure of one sweep. */
export interface Figure {
  /** such as `accuracy`; unique in its sweep, part of file names */
  readonly id: string;
  readonly title: string;
  /** what is shown, of how many seeds, and what its bands and bars are */
  readonly caption: string;
  readonly legend: readonly LegendEntry[];
  /** of images and heat maps */
  readonly scale?: ColourScale;
  readonly panels: readonly Panel[];
}

/** A row of the table of figures. */
export interface FigureKind {
  /** what a suite's `figures` calls it */
  readonly id: FigureId;
  /** draws it; undefined where the sweep has nothing of the kind */
  draw(view: SweepView): Figure | undefined;
}

/** Size of a colour scale, CSS pixels. */
export const SCALE_SIZE = { width: 140, height: 12 } as const;

/** Width of every panel, CSS pixels. */
export const PANEL_WIDTH = 340;
