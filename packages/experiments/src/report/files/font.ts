/** @file The one font of the image files. */
import { createRequire } from "node:module";

const FAMILY = "DejaVu Sans";
/** What text of the files is set in. */
export const FILE_FONT = `${FAMILY}, sans-serif`;

const FILES = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"] as const;

/** For resvg: ours alone, so that every machine makes the same bytes. */
export const fileFont = () => {
  const { resolve } = createRequire(import.meta.url);
  return {
    loadSystemFonts: false,
    fontFiles: FILES.map((file) => resolve(`dejavu-fonts-ttf/ttf/${file}`)),
    defaultFontFamily: FAMILY,
    sansSerifFamily: FAMILY,
  };
};
