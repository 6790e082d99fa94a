/** @file How a series looks: colour, dash and symbol, the same in every figure. Colours are never alone. */
import { ARCHITECTURE_IDS } from "@trm/models";

/** Symbols of Observable Plot that are filled, and stay apart when they are small. */
export type PlotSymbol =
  "circle" | "square" | "triangle" | "diamond" | "cross" | "star" | "wye";

/** How one series is drawn. */
export interface SeriesStyle {
  /** a variable of the page, such as `var(--series-0)` */
  readonly colour: string;
  /** SVG dash array; `none` is a whole line */
  readonly dash: string;
  readonly symbol: PlotSymbol;
}

/** One colour on a light and on a dark ground, 3 to 1 or more against it. */
interface Hue {
  readonly light: string;
  readonly dark: string;
}

/**
 * The architectures, in the table's order: Okabe and Ito's colours, which the colour-blind tell apart, darker or lighter
 * where the ground needs it.
 *
 * @see Okabe and Ito, "Color Universal Design", 2008
 */
const ARCHITECTURE_HUES: readonly Hue[] = [
  { light: "#333333", dark: "#d9d9d9" },
  { light: "#2b87bd", dark: "#66bfee" },
  { light: "#00528c", dark: "#5b9bd5" },
  { light: "#007f5c", dark: "#1dbf91" },
  { light: "#b37400", dark: "#eba61f" },
  { light: "#b0528a", dark: "#dd93bd" },
  { light: "#c94a00", dark: "#ff7a33" },
];

/**
 * All other series, and architectures that the table does not know.
 *
 * @see Paul Tol, "Colour schemes", 2021: muted
 */
const OTHER_HUES: readonly Hue[] = [
  { light: "#332288", dark: "#9d90f0" },
  { light: "#8a7d1e", dark: "#d8c95f" },
  { light: "#882255", dark: "#e07aae" },
  { light: "#2f8f80", dark: "#5fcfbf" },
  { light: "#c2505f", dark: "#f0909c" },
  { light: "#117733", dark: "#5cc47c" },
  { light: "#4a7fa5", dark: "#9fd0ee" },
  { light: "#7a4a1e", dark: "#d6a67a" },
];

const DASHES: readonly string[] = ["none", "6 3", "2 3", "8 3 2 3"];
const SYMBOLS: readonly PlotSymbol[] = [
  ...(["circle", "square", "triangle", "diamond"] as const),
  ...(["cross", "star", "wye"] as const),
];

const at = <T>(list: readonly T[], index: number): T =>
  list[index % list.length]!;

/** Neighbours in the list differ in dash and symbol; so do series of one colour, which come a whole list apart. */
const styleAt = (hue: number, index: number): SeriesStyle => ({
  colour: `var(--series-${hue})`,
  dash: at(DASHES, index),
  symbol: at(SYMBOLS, index),
});

/** The step from one round of the colours to the next moves dash and symbol on by one. */
const otherStyle = (index: number): SeriesStyle => {
  const { length } = OTHER_HUES;
  return styleAt(
    ARCHITECTURE_HUES.length + (index % length),
    index + Math.floor(index / length),
  );
};

/**
 * The style of every series of a report.
 *
 * @param others names that are no known architecture's id, in the order that they take further styles
 * @returns style by name; one that is not among them looks like the first of the further styles
 */
export const assignStyles = (
  others: readonly string[],
): ((name: string) => SeriesStyle) => {
  // A row that the table gets later takes a further style, as long as nobody has chosen a hue for it.
  const known: readonly string[] = ARCHITECTURE_IDS.slice(
    0,
    ARCHITECTURE_HUES.length,
  );
  const further = [...new Set([...ARCHITECTURE_IDS, ...others])].filter(
    (name) => !known.includes(name),
  );
  const styles = new Map([
    ...known.map((id, i) => [id, styleAt(i, i)] as const),
    ...further.map((name, i) => [name, otherStyle(i)] as const),
  ]);
  return (name) => styles.get(name) ?? otherStyle(0);
};

/** The variables of the page that styles name, with their values on either ground. */
export const PAGE_COLOURS: Readonly<Record<string, Hue>> = {
  "--ground": { light: "#ffffff", dark: "#14171a" },
  "--raised": { light: "#f6f7f8", dark: "#1d2125" },
  "--text": { light: "#1b1f23", dark: "#e4e7ea" },
  "--muted": { light: "#57606a", dark: "#a3adb7" },
  "--rule": { light: "#d4d9de", dark: "#3a4148" },
  "--link": { light: "#0b5cad", dark: "#7db8f5" },
  "--holds": { light: "#116b37", dark: "#63cf8d" },
  "--refuted": { light: "#b3261e", dark: "#ff8a80" },
  "--undecided": { light: "#7a5900", dark: "#e5bd55" },
  ...Object.fromEntries(
    [...ARCHITECTURE_HUES, ...OTHER_HUES].map((hue, i) => [
      `--series-${i}`,
      hue,
    ]),
  ),
};

/** Writes the light ground's colours in place of the page's variables, for files that stand alone. */
export const withLiteralColours = (svg: string): string =>
  svg.replaceAll(
    /var\((--[a-z0-9-]+)\)/g,
    (variable, name: string) => PAGE_COLOURS[name]?.light ?? variable,
  );
