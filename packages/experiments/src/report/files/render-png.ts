/** @file SVG to PNG with one font of our own, so that every machine makes the same bytes. */
import { Resvg } from "@resvg/resvg-js";
import { createRequire } from "node:module";

const FONT_FAMILY = "DejaVu Sans";
const FONT_FILES = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"] as const;

/** Pixels per CSS pixel: sharp on a screen of double density and in print. */
const SCALE = 2;

/**
 * Renders an SVG.
 *
 * @param svg one that names no other font, and nothing outside of it
 * @returns the bytes of a PNG, two pixels per CSS pixel
 */
export const renderPng = (svg: string): Uint8Array => {
  const { resolve } = createRequire(import.meta.url);
  return new Resvg(svg, {
    fitTo: { mode: "zoom", value: SCALE },
    font: {
      loadSystemFonts: false,
      fontFiles: FONT_FILES.map((file) =>
        resolve(`dejavu-fonts-ttf/ttf/${file}`),
      ),
      defaultFontFamily: FONT_FAMILY,
      sansSerifFamily: FONT_FAMILY,
    },
  })
    .render()
    .asPng();
};
