/** @file SVG to PNG with one font of our own, so that every machine makes the same bytes. */
import { Resvg } from "@resvg/resvg-js";
import { fileFont } from "./font";

/** Pixels per CSS pixel: text is sharp on a screen and in print, and files that are committed stay small. */
const SCALE = 1.5;

/**
 * Renders an SVG.
 *
 * @param svg one that names no other font, and nothing outside of it
 * @returns the bytes of a PNG, one and a half pixels per CSS pixel
 */
export const renderPng = (svg: string): Uint8Array =>
  new Resvg(svg, { fitTo: { mode: "zoom", value: SCALE }, font: fileFont() })
    .render()
    .asPng();
