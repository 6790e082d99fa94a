import { describe, expect, it } from "vitest";
import { compactPath, movedPath, tenths } from "./compact-path";
import { placesIn } from "./testing/places-in";

describe("a compact path", () => {
  it("goes through the same places, to half a tenth of a pixel, however long", () => {
    const places = Array.from(
      { length: 200 },
      (_, i) => [46 + 3.333 * i, 100 + 90 * Math.sin(i)] as const,
    );
    const d = `M${places.map(([x, y]) => `${x},${y}`).join("L")}`;
    const short = compactPath(d);
    expect(short.length).toBeLessThan(d.length / 2);
    placesIn(short).forEach(([x, y], i) => {
      expect(Math.abs(x - (places[i]?.[0] ?? 0))).toBeLessThan(0.0501);
      expect(Math.abs(y - (places[i]?.[1] ?? 0))).toBeLessThan(0.0501);
    });
    expect(placesIn(short)).toHaveLength(200);
  });

  it("is one line where it goes straight on along an axis, and turns where it turns", () => {
    expect(compactPath("M0,5L10,5L20,5.04L20,9L20,12L5,12")).toBe(
      "M0,5h20v7h-15",
    );
    expect(compactPath("M0,0L10,0L4,0")).toBe("M0,0h10h-6");
  });

  it("keeps its parts, closed or open, and a point alone", () => {
    expect(compactPath("M0,0L1,2L-0.5,3ZM4,4L4,4")).toBe(
      "M0,0l1,2l-1.5,1ZM4,4h0",
    );
  });

  it("that has curves is rounded", () => {
    expect(compactPath("M1.234,2A3,3,0,1,1,9.876,2")).toBe(
      "M1.2,2A3,3,0,1,1,9.9,2",
    );
    expect(tenths("translate(1.26,-3.04e-7)")).toBe("translate(1.3,0)");
  });
});

it("a path that is moved goes through the moved places", () => {
  const star = compactPath("M0,-5L4.3,2.5L-4.3,2.5Z");
  const moved = movedPath(star, 26.9, -14.4);
  expect(moved).toBe("M26.9-19.4l4.3,7.5h-8.6Z");
  placesIn(moved).forEach(([x, y], i) => {
    expect(x).toBeCloseTo((placesIn(star)[i]?.[0] ?? 0) + 26.9, 9);
    expect(y).toBeCloseTo((placesIn(star)[i]?.[1] ?? 0) - 14.4, 9);
  });
  expect(movedPath("M0,0h-6M.5-2v1", 46, 2)).toBe("M46,2h-6M46.5,0v1");
});
