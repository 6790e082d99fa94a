import { describe, expect, it } from "vitest";
import { compactSvg } from "./compact-svg";

const link = (href: string, inner: string) => `<a href="${href}">${inner}</a>`;
const point = (title: string) => `<circle><title>${title}</title></circle>`;

it("neighbours that lead to the same place share their link", () => {
  const svg = `<g>${link("#a", point("1"))}${link("#a", point("2"))}${link("#b", point("3"))}</g><g>${link("#b", point("4"))}</g>`;
  expect(compactSvg(svg)).toBe(
    `<g>${link("#a", point("1") + point("2"))}${link("#b", point("3"))}</g><g>${link("#b", point("4"))}</g>`,
  );
});

it("neighbouring rectangles that are nothing else become one path", () => {
  const plain = [0, 2].map(
    (x) => `<rect height="4" width="1.5" y="3" x="${x}" />`,
  );
  expect(compactSvg(`<g>${plain.join("")}</g>`)).toBe(
    `<g><path d="M0,3h1.5v4h-1.5zM2,3h1.5v4h-1.5z"/></g>`,
  );
  const apart = `<g><rect height="4" width="1.5" y="3" x="0"/></g><g>${plain[1]}</g>`;
  expect(compactSvg(apart)).not.toContain("path");
});

it("neighbouring lines become one path, and so do ticks", () => {
  const lines = [190, 157.2].map(
    (y) => `<line y2="${y}" y1="${y}" x2="324" x1="46" />`,
  );
  expect(compactSvg(lines.join(""))).toBe(
    `<path d="M46,190h278M46,157.2h278"/>`,
  );
  const ticks = [190, 157.2].map(
    (y) => `<path d="M0,0h-6" transform="translate(46,${y})" />`,
  );
  expect(compactSvg(ticks.join(""))).toBe(`<path d="M46,190h-6M46,157.2h-6"/>`);
});

describe("what is moved is written where it is", () => {
  it("symbols, whatever else they have", () => {
    const moved = (d: string) =>
      `<path fill="red" d="${d}" transform="translate(10,20.5)"><title>1</title></path>`;
    expect(compactSvg(moved("M-2,-2h4v4h-4Z"))).toBe(
      `<path fill="red" d="M8,18.5h4v4h-4Z"><title>1</title></path>`,
    );
    // Arcs end at a place of their own.
    const round = moved("M3,0A3,3,0,1,1,-3,0");
    expect(compactSvg(round)).toBe(round);
  });

  it("words of one line", () => {
    const text = (inner: string) =>
      `<text transform="translate(46,9.5)" y="0.32em">${inner}</text>`;
    expect(compactSvg(text("5"))).toBe(
      `<text x="46" y="9.5" dy=".32em">5</text>`,
    );
    const lines = text(`<tspan x="0" y="0.3em">a</tspan>`);
    expect(compactSvg(lines)).toBe(lines);
  });

  it("boxes with words", () => {
    expect(
      compactSvg(
        `<rect height="4" width="1.5" y="3" x="0"><title>a</title></rect>`,
      ),
    ).toBe(`<path d="M0,3h1.5v4h-1.5z"><title>a</title></path>`);
  });
});
