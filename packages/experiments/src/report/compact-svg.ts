/** @file The same drawing in fewer words: neighbours share a link, plain shapes of one paint are one, none is moved. */
import { compactPath, movedPath } from "./compact-path";

const LINKS = /(<\/a>)?(<a(?: [^\s=]+="[^"]*")*>)/g;

/** Links one after another that lead to the same place become one. */
const mergeLinks = (svg: string): string => {
  let open = "";
  return svg.replaceAll(LINKS, (whole, end: string | undefined, start) => {
    const isSame = end !== undefined && start === open;
    open = String(start);
    return isSame ? "" : whole;
  });
};

const MOVED =
  / d="(M[^A-LN-Y"]*)" transform="translate\((-?[\d.]+),(-?[\d.]+)\)"/g;

/** Symbols and ticks are drawn where they are, rather than moved there. */
const placeShapes = (svg: string): string =>
  svg.replaceAll(
    MOVED,
    (_, d: string, x: string, y: string) =>
      ` d="${movedPath(d, Number(x), Number(y))}"`,
  );

const MOVED_TEXT =
  /<text transform="translate\((-?[\d.]+),(-?[\d.]+)\)"(?: y="0?(-?[\d.]+em)")?>(?!<)/g;

/** Words of one line are where they are, too. */
const placeWords = (svg: string): string =>
  svg.replaceAll(
    MOVED_TEXT,
    (_, x: string, y: string, shift?: string) =>
      `<text x="${x}" y="${y}"${shift === undefined ? "" : ` dy="${shift}"`}>`,
  );

const numberIn = (made: string, name: string): number =>
  Number(new RegExp(` ${name}="([^"]*)"`).exec(made)?.[1] ?? 0);

const BOX = `<rect((?: (?:x|y|width|height)="-?[\\d.]+"){4}) ?`;

const boxPath = (made: string): string => {
  const [width, height] = [numberIn(made, "width"), numberIn(made, "height")];
  return `M${numberIn(made, "x")},${numberIn(made, "y")}h${width}v${height}h${-width}z`;
};

/** Rectangles with words are paths, which say the same in less. */
const boxesAsPaths = (svg: string): string =>
  svg.replaceAll(
    new RegExp(`${BOX}>(.*?)</rect>`, "g"),
    (_, made: string, inner: string) =>
      `<path d="${boxPath(made)}">${inner}</path>`,
  );

/** A kind of element that is nothing but its shape. */
interface PlainShape {
  /** finds one, and in its first group what it is made of */
  readonly pattern: string;
  /** the shape as a part of a path */
  readonly pathOf: (made: string) => string;
}

const SHAPES: readonly PlainShape[] = [
  { pattern: `${BOX}/>`, pathOf: boxPath },
  {
    pattern: `<line((?: (?:x1|x2|y1|y2)="-?[\\d.]+"){4}) ?/>`,
    pathOf: (made) =>
      compactPath(
        `M${numberIn(made, "x1")},${numberIn(made, "y1")}L${numberIn(made, "x2")},${numberIn(made, "y2")}`,
      ),
  },
  {
    pattern: `<path d="(M[^"]*)" ?/>`,
    pathOf: (made) => made,
  },
];

/** Shapes of one kind one after another become one path. */
const mergeShapes = (svg: string, { pattern, pathOf }: PlainShape): string =>
  svg.replaceAll(new RegExp(`(?:${pattern}){2,}`, "g"), (run) => {
    const parts = [...run.matchAll(new RegExp(pattern, "g"))];
    return `<path d="${parts.map(([, made = ""]) => pathOf(made)).join("")}"/>`;
  });

/** Writes a drawing in fewer words. */
export const compactSvg = (svg: string): string =>
  SHAPES.reduce(
    mergeShapes,
    boxesAsPaths(placeWords(placeShapes(mergeLinks(svg)))),
  ).replaceAll(" />", "/>");
