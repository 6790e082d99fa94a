/** @file A figure in the page. */
import { withIdPrefix } from "../draw-svg";
import { SCALE_SIZE, type ColourScale, type Figure } from "../figure";
import { drawSample } from "../legend";
import { html, raw, type Html } from "./html";

const legendHtml = ({ legend }: Figure): Html | false =>
  legend.length > 0 &&
  html`<ul class="legend">
    ${legend.map(
      ({ label, style }) =>
        html`<li>${raw(drawSample(style))}<span>${label}</span></li>`,
    )}
  </ul>`;

const scaleHtml = ({ label, low, high, colours }: ColourScale): Html => {
  const width = SCALE_SIZE.width / colours.length;
  const steps = colours.map(
    (colour, i) =>
      html`<rect
        x="${i * width}"
        width="${width + 0.5}"
        height="${SCALE_SIZE.height}"
        fill="${colour}"
      />`,
  );
  return html`<p class="scale">
    <span>${label}:</span><span>${low}</span>
    <svg
      width="${SCALE_SIZE.width}"
      height="${SCALE_SIZE.height}"
      viewBox="0 0 ${SCALE_SIZE.width} ${SCALE_SIZE.height}"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      ${steps}
    </svg>
    <span>${high}</span>
  </p>`;
};

/** Where a figure stands. */
interface FigurePlace {
  /** unique in the page */
  readonly anchor: string;
  /** where its image files are, without the ending */
  readonly file: string;
}

/** A figure with its caption, legend, panels and files. */
export const figureHtml = (
  figure: Figure,
  { anchor, file }: FigurePlace,
): Html =>
  html`<figure class="part" id="${anchor}">
    <h3>${figure.title}</h3>
    <figcaption>${figure.caption}</figcaption>
    ${legendHtml(figure)} ${figure.scale && scaleHtml(figure.scale)}
    <div class="panels">
      ${figure.panels.map(
        ({ title, svg }, i) =>
          html`<div class="panel">
            <h4>${title}</h4>
            ${raw(withIdPrefix(svg, `${anchor}-${i + 1}`))}
          </div>`,
      )}
    </div>
    <p class="files">
      <a href="${file}.svg">SVG</a> · <a href="${file}.png">PNG</a>
    </p>
  </figure>`;
