/** @file What `@trm/experiments/report` gives to others. */
export { ReportError } from "./errors";
export type {
  ColourScale,
  Figure,
  FigureKind,
  LegendEntry,
  Panel,
} from "./figure";
export type { SeriesStyle } from "./palette";
export { plotPanel, type PanelOptions } from "./plot-panel";
export {
  seriesOf,
  viewSweep,
  type SweepView,
  type ViewOptions,
} from "./sweep-view";
export type { CellView } from "./cells";
export type { Cell, Column, RichCell, Row, Table, TableKind } from "./table";
export { makeSections, writeReport, type WrittenReport } from "./write-report";
export type { Section } from "./section";
