/** @file A figure as one image: title, legend, panels and caption on a light ground. */
import { withIdPrefix } from "../draw-svg";
import { PANEL_WIDTH, type ColourScale, type Figure } from "../figure";
import { drawSample, SAMPLE } from "../legend";
import { escapeMarkup } from "../page/html";
import { withLiteralColours } from "../palette";
import { FILE_FONT } from "../plot-panel";

/** All in px. */
const EDGE = 20;
const GAP = 20;
const MOST_COLUMNS = 3;
const LEAST_WIDTH = 2 * PANEL_WIDTH + GAP;

/** Mean width of a letter of DejaVu Sans, in em, rounded up: nothing here measures text. */
const LETTER = 0.62;

/** A part of the image, and where the next begins. */
interface Drawn {
  readonly svg: string;
  readonly height: number;
}

interface TextStyle {
  readonly size: number;
  readonly weight?: number;
  readonly colour?: string;
}

const widthOf = (text: string, size: number): number =>
  text.length * size * LETTER;

const wrap = (text: string, size: number, width: number): string[] => {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(`${last} ${word}`, size) <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
};

const textAt = (
  x: number,
  y: number,
  text: string,
  { size, weight = 400, colour = "var(--text)" }: TextStyle,
): string =>
  `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${colour}">${escapeMarkup(text)}</text>`;

const paragraph = (
  y: number,
  width: number,
  text: string,
  style: TextStyle,
): Drawn => {
  const lines = wrap(text, style.size, width);
  const height = Math.round(style.size * 1.45);
  return {
    svg: lines
      .map((line, i) => textAt(EDGE, y + (i + 1) * height - 4, line, style))
      .join(""),
    height: lines.length * height,
  };
};

const nested = (svg: string, x: number, y: number): string =>
  svg.replace("<svg ", `<svg x="${x}" y="${y}" `);

const LEGEND = { size: 12, height: 22, gap: 18 } as const;

const legendRows = (y: number, width: number, figure: Figure): Drawn => {
  let x = EDGE;
  let row = 0;
  const items = figure.legend.map(({ label, style }) => {
    const size = SAMPLE.width + 8 + widthOf(label, LEGEND.size);
    if (x > EDGE && x + size > EDGE + width) {
      x = EDGE;
      row += 1;
    }
    const top = y + row * LEGEND.height;
    const item =
      nested(drawSample(style), x, top) +
      textAt(x + SAMPLE.width + 8, top + 11, label, { size: LEGEND.size });
    x += size + LEGEND.gap;
    return item;
  });
  const height = items.length > 0 ? (row + 1) * LEGEND.height + 6 : 0;
  return { svg: items.join(""), height };
};

const scaleRow = (y: number, scale: ColourScale | undefined): Drawn => {
  if (!scale) return { svg: "", height: 0 };
  const words = `${scale.label}:  ${scale.low}`;
  const from = Math.ceil(EDGE + widthOf(words, LEGEND.size) + 6);
  const width = 140 / scale.colours.length;
  const steps = scale.colours.map(
    (colour, i) =>
      `<rect x="${(from + i * width).toFixed(2)}" y="${y}" width="${(width + 0.5).toFixed(2)}" height="12" fill="${colour}"/>`,
  );
  const { size } = LEGEND;
  return {
    svg: `${textAt(EDGE, y + 11, words, { size })}${steps.join("")}${textAt(from + 148, y + 11, scale.high, { size })}`,
    height: LEGEND.height + 6,
  };
};

const heightOf = (svg: string): number =>
  Number(/<svg [^>]*?\bheight="([\d.]+)"/.exec(svg)?.[1] ?? 0);

const TITLE_HEIGHT = 20;

const panelRows = (y: number, columns: number, { panels }: Figure): Drawn => {
  const tallest = Math.max(0, ...panels.map(({ svg }) => heightOf(svg)));
  const step = TITLE_HEIGHT + tallest + GAP;
  const drawn = panels.map(({ title, svg }, i) => {
    const x = EDGE + (i % columns) * (PANEL_WIDTH + GAP);
    const top = y + Math.floor(i / columns) * step;
    return (
      textAt(x, top + 14, title, { size: 12.5, weight: 700 }) +
      nested(withIdPrefix(svg, `panel-${i + 1}`), x, top + TITLE_HEIGHT)
    );
  });
  const rows = Math.ceil(panels.length / columns);
  return { svg: drawn.join(""), height: rows * step };
};

/**
 * A figure as one SVG file.
 *
 * @param pageHref where the page lies, seen from the file: links of points lead there
 */
export const figureFile = (figure: Figure, pageHref: string): string => {
  const columns = Math.max(1, Math.min(MOST_COLUMNS, figure.panels.length));
  const inner = Math.max(
    LEAST_WIDTH,
    columns * PANEL_WIDTH + (columns - 1) * GAP,
  );
  let y = EDGE;
  const parts = [
    (top: number) =>
      paragraph(top, inner, figure.title, { size: 17, weight: 700 }),
    (top: number) => ({ svg: "", height: top > 0 ? 10 : 0 }),
    (top: number) => legendRows(top, inner, figure),
    (top: number) => scaleRow(top, figure.scale),
    (top: number) => panelRows(top, columns, figure),
    (top: number) =>
      paragraph(top, inner, figure.caption, {
        size: 11.5,
        colour: "var(--muted)",
      }),
  ].map((draw) => {
    const { svg, height } = draw(y);
    y += height;
    return svg;
  });
  const width = inner + 2 * EDGE;
  const height = y + EDGE;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FILE_FONT}" role="img" aria-label="${escapeMarkup(figure.title)}"><rect width="100%" height="100%" fill="var(--ground)"/>${parts.join("")}</svg>\n`;
  return withLiteralColours(svg).replaceAll(' href="#', ` href="${pageHref}#`);
};
