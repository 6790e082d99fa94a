import { describe, expect, it } from "vitest";
import { formatInterval, formatPercent, formatTable } from "./table";

describe("formatTable", () => {
  it("aligns text left and numbers right, without trailing spaces", () => {
    const rows = [
      { name: "dense", size: 12 },
      { name: "ut", size: 1234 },
    ];
    const text = formatTable(
      [
        { title: "size", align: "right", cell: (row) => String(row.size) },
        { title: "architecture", cell: (row: (typeof rows)[0]) => row.name },
      ],
      rows,
    );
    expect(text).toBe("size  architecture\n  12  dense\n1234  ut\n");
  });

  it("writes fractions as percentages", () => {
    expect(formatPercent(0.98765)).toBe("98.8 %");
    expect(formatInterval({ lower: 0.981, upper: 1 })).toBe("98.1–100.0");
  });
});
