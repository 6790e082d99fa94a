/** @file Fractions as shades: a scale from dark to light whose steps everybody can tell apart, on either ground. */
import type { ColourScale } from "../figure";

/**
 * Eleven shades from 0 to 1.
 *
 * @see Smith and van der Walt, viridis, 2015
 */
export const SHADES: readonly string[] = [
  ...["#440154", "#482475", "#414487", "#355f8d"],
  ...["#2a788e", "#21918c", "#22a884", "#44bf70"],
  ...["#7ad151", "#bddf26", "#fde725"],
];

/** Shades from this one on are light: words on them are dark. */
const FIRST_LIGHT = 6;

/** Which of the shades a fraction in [0, 1] has. */
export const shadeIndex = (fraction: number): number =>
  Math.min(SHADES.length - 1, Math.max(0, Math.round(10 * fraction)));

/** The shade of a fraction in [0, 1]. */
export const shadeOf = (fraction: number): string =>
  SHADES[shadeIndex(fraction)] ?? "";

/** The colour of words on the shade of a fraction. */
export const inkOn = (fraction: number): string =>
  shadeIndex(fraction) >= FIRST_LIGHT ? "#111111" : "#ffffff";

/** The scale of a figure whose shades are fractions. */
export const percentScale = (label: string): ColourScale => ({
  label,
  low: "0 %",
  high: "100 %",
  colours: SHADES,
});
