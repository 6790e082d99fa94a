/** @file The same drawing in fewer elements: neighbours that share a link, and plain shapes of one paint. */
import { compactPath } from "./compact-path";

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

/** A kind of element that is nothing but its shape. */
interface PlainShape {
  /** finds one, and in its first group what it is made of */
  readonly pattern: string;
  /** the shape as a part of a path */
  readonly pathOf: (made: string) => string;
}

const numberIn = (made: string, name: string): number =>
  Number(new RegExp(` ${name}="([^"]*)"`).exec(made)?.[1] ?? 0);

const SHAPES: readonly PlainShape[] = [
  {
    pattern: `<rect((?: (?:x|y|width|height)="-?[\\d.]+"){4}) ?/>`,
    pathOf: (made) => {
      const [width, height] = [
        numberIn(made, "width"),
        numberIn(made, "height"),
      ];
      return `M${numberIn(made, "x")},${numberIn(made, "y")}h${width}v${height}h${-width}z`;
    },
  },
  {
    pattern: `<line((?: (?:x1|x2|y1|y2)="-?[\\d.]+"){4}) ?/>`,
    pathOf: (made) =>
      compactPath(
        `M${numberIn(made, "x1")},${numberIn(made, "y1")}L${numberIn(made, "x2")},${numberIn(made, "y2")}`,
      ),
  },
  {
    // A tick of an axis.
    pattern: `<path( d="M0,0[hv]-?[\\d.]+" transform="translate\\(-?[\\d.]+,-?[\\d.]+\\)") ?/>`,
    pathOf: (made) =>
      made.replace(/^ d="M0,0([^"]+)" transform="translate\((.*)\)"$/, "M$2$1"),
  },
];

/** Shapes of one kind one after another become one path. */
const mergeShapes = (svg: string, { pattern, pathOf }: PlainShape): string =>
  svg.replaceAll(new RegExp(`(?:${pattern}){2,}`, "g"), (run) => {
    const parts = [...run.matchAll(new RegExp(pattern, "g"))];
    return `<path d="${parts.map(([, made = ""]) => pathOf(made)).join("")}"/>`;
  });

/** Writes a drawing in fewer elements. */
export const compactSvg = (svg: string): string =>
  SHAPES.reduce(mergeShapes, mergeLinks(svg));
