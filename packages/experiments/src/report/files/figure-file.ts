/** @file A figure as one image: title, legend, panels and caption on a light ground. */
import { withIdPrefix } from "../draw-svg";
import {
  PANEL_WIDTH,
  SCALE_SIZE,
  type ColourScale,
  type Figure,
  type Panel,
} from "../figure";
import { drawSample, SAMPLE } from "../legend";
import { escapeMarkup } from "../page/html";
import { withLiteralColours } from "../palette";
import { PANEL_TEXT } from "../panel-text";
import { FILE_FONT } from "./font";
import { textWidth, type Weight } from "./measure-text";

/** All in px. */
const EDGE = 20;
const GAP = 20;
const MOST_COLUMNS = 3;
const LEAST_WIDTH = 2 * PANEL_WIDTH + GAP;

/** A part of the image, and where the next begins. */
interface Drawn {
  readonly svg: string;
  readonly height: number;
}

interface TextStyle {
  readonly size: number;
  readonly weight?: Weight;
  readonly colour?: string;
}

/** A word, cut where it is wider than a line. */
const pieces = (word: string, fits: (text: string) => boolean): string[] => {
  if (fits(word)) return [word];
  return [...word].reduce<string[]>((parts, letter) => {
    const last = parts.at(-1);
    if (last !== undefined && fits(last + letter))
      return [...parts.slice(0, -1), last + letter];
    return [...parts, letter];
  }, []);
};

const wrap = (
  text: string,
  { size, weight }: TextStyle,
  width: number,
): string[] => {
  const fits = (line: string) => textWidth(line, size, weight) <= width;
  const lines: string[] = [];
  for (const word of text.split(/\s+/).flatMap((part) => pieces(part, fits))) {
    const last = lines.at(-1);
    if (last !== undefined && fits(`${last} ${word}`))
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
  x = EDGE,
): Drawn => {
  const lines = wrap(text, style, width);
  const height = Math.round(style.size * 1.45);
  return {
    svg: lines
      .map((line, i) => textAt(x, y + (i + 1) * height - 4, line, style))
      .join(""),
    height: lines.length * height,
  };
};

const nested = (svg: string, x: number, y: number): string =>
  svg.replace("<svg ", `<svg x="${x}" y="${y}" `);

const LEGEND = { size: 12, height: 22, gap: 18 } as const;

const legendRows = (y: number, width: number, figure: Figure): Drawn => {
  const inset = SAMPLE.width + 8;
  let x = EDGE;
  let top = y;
  let next = y;
  const items = figure.legend.map(({ label, style }) => {
    const size = inset + Math.min(textWidth(label, LEGEND.size), width - inset);
    if (x > EDGE && x + size > EDGE + width) {
      x = EDGE;
      top = next;
    }
    // The baseline of the first line is that of a sample's middle.
    const words = paragraph(top - 2, width - inset, label, LEGEND, x + inset);
    const item = nested(drawSample(style), x, top) + words.svg;
    x += size + LEGEND.gap;
    next = Math.max(next, top + words.height + 5);
    return item;
  });
  return {
    svg: items.join(""),
    height: items.length > 0 ? next - y + 6 : 0,
  };
};

const scaleRow = (y: number, scale: ColourScale | undefined): Drawn => {
  if (!scale) return { svg: "", height: 0 };
  const words = `${scale.label}:  ${scale.low}`;
  const from = Math.ceil(EDGE + textWidth(words, LEGEND.size) + 6);
  const width = SCALE_SIZE.width / scale.colours.length;
  const steps = scale.colours.map(
    (colour, i) =>
      `<rect x="${(from + i * width).toFixed(2)}" y="${y}" width="${(width + 0.5).toFixed(2)}" height="${SCALE_SIZE.height}" fill="${colour}"/>`,
  );
  const { size } = LEGEND;
  return {
    svg: `${textAt(EDGE, y + 11, words, { size })}${steps.join("")}${textAt(from + SCALE_SIZE.width + 8, y + 11, scale.high, { size })}`,
    height: LEGEND.height + 6,
  };
};

const heightOf = (svg: string): number =>
  Number(/<svg [^>]*?\bheight="([\d.]+)"/.exec(svg)?.[1] ?? 0);

const PANEL_TITLE = { size: 12.5, weight: 700 } as const;

/** One row of panels, below their titles, of which the longest decides where they begin. */
const panelRow = (
  y: number,
  panels: readonly Panel[],
  first: number,
): Drawn => {
  const places = panels.map((panel, i) => ({
    ...panel,
    i,
    x: EDGE + i * (PANEL_WIDTH + GAP),
  }));
  const titles = places.map(({ title, x }) =>
    paragraph(y, PANEL_WIDTH, title, PANEL_TITLE, x),
  );
  const top = y + Math.max(...titles.map(({ height }) => height)) + 2;
  const drawn = places.map(({ svg, i, x }) =>
    nested(withIdPrefix(svg, `panel-${first + i + 1}`), x, top),
  );
  const tallest = Math.max(...panels.map(({ svg }) => heightOf(svg)));
  return {
    svg: titles.map(({ svg }) => svg).join("") + drawn.join(""),
    height: top - y + tallest + GAP,
  };
};

const panelRows = (y: number, columns: number, { panels }: Figure): Drawn => {
  let height = 0;
  const rows = Array.from(
    { length: Math.ceil(panels.length / columns) },
    (_, row) => {
      const first = row * columns;
      const inRow = panels.slice(first, first + columns);
      const drawn = panelRow(y + height, inRow, first);
      height += drawn.height;
      return drawn.svg;
    },
  );
  return { svg: rows.join(""), height };
};

/** Links of a drawing are anchors of the page, which lies elsewhere. */
const linkedTo = (svg: string, page: string): string =>
  svg.replaceAll(' href="#', ` href="${escapeMarkup(page)}#`);

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
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FILE_FONT}" font-size="${PANEL_TEXT}" color="var(--text)" role="figure" aria-label="${escapeMarkup(figure.title)}"><rect width="100%" height="100%" fill="var(--ground)"/>${parts.join("")}</svg>\n`;
  return linkedTo(withLiteralColours(svg), pageHref);
};
