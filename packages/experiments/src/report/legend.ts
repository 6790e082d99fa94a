/** @file Samples of series, drawn as the panels draw them. */
import { dot, line } from "@observablehq/plot";
import { drawSvg } from "./draw-svg";
import { PLAIN_LINE, symbolPaint } from "./figures/series";
import type { SeriesStyle } from "./palette";

/** Width and height of a sample, px. */
export const SAMPLE = { width: 34, height: 14 } as const;

/** A piece of the series' line with its symbol. */
export const drawSample = (style: SeriesStyle): string => {
  const { colour, dash } = style;
  return drawSvg(
    {
      ...SAMPLE,
      margin: 0,
      axis: null,
      x: { domain: [0, 2], range: [1, SAMPLE.width - 1] },
      y: { domain: [0, 2], range: [SAMPLE.height, 0] },
      marks: [
        line(
          [
            [0, 1],
            [2, 1],
          ],
          {
            stroke: colour,
            strokeWidth: 2,
            strokeDasharray: dash,
            ...PLAIN_LINE,
          },
        ),
        dot([[1, 1]], symbolPaint(style)),
      ],
    },
    { "aria-hidden": "true" },
  );
};
