import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  afterAll,
  afterEach,
  beforeAll,
  describe,
  expect,
  it,
  vi,
} from "vitest";
import type { Sweep } from "../sweep/sweep";
import { syntheticSweep } from "./testing/synthetic-sweep";
import { writeReport } from "./write-report";

const root = mkdtempSync(join(tmpdir(), "trm-report-"));
afterAll(() => rmSync(root, { recursive: true }));

/** Writes a sweep as `collect` does, its records in another order if asked. */
const collected = (
  name: string,
  { plan, records, failures }: Sweep,
  order = (ids: string[]): string[] => ids,
): string => {
  const dir = join(root, name);
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, "plan.json"), JSON.stringify(plan));
  mkdirSync(join(dir, "records"), { recursive: true });
  for (const id of order([...records.keys()]))
    writeFileSync(
      join(dir, "records", `${id}.json`),
      JSON.stringify(records.get(id)),
    );
  mkdirSync(join(dir, "failures"), { recursive: true });
  for (const [id, failure] of failures)
    writeFileSync(join(dir, "failures", `${id}.json`), JSON.stringify(failure));
  return dir;
};

/** Bytes by path. */
const contentsOf = (dir: string): Map<string, string> =>
  new Map(
    readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [
        path.slice(dir.length),
        readFileSync(path).toString("base64"),
      ]),
  );

/** Node reads its locale when it starts; these methods ask for it. */
const speakGerman = (): void => {
  vi.spyOn(Number.prototype, "toLocaleString").mockImplementation(function (
    this: number,
    locale = "de",
    options?: Intl.NumberFormatOptions,
  ) {
    return new Intl.NumberFormat(locale, options).format(this);
  });
  vi.spyOn(Date.prototype, "toLocaleString").mockImplementation(function (
    this: Date,
    locale = "de",
    options?: Intl.DateTimeFormatOptions,
  ) {
    return new Intl.DateTimeFormat(locale, options).format(this);
  });
};

const sweep = syntheticSweep({
  architectures: ["dense", "trm"],
  tasks: ["addition"],
  missing: [2, 4],
  failed: { 4: "The loss is no longer finite." },
});

describe("a report", () => {
  let first: Map<string, string>;
  beforeAll(() => {
    writeReport(collected("one", sweep), join(root, "first"));
    first = contentsOf(join(root, "first"));
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });

  it("is a page, two images per figure and two files per table", () => {
    const { page, figures, tables, missing, failed } = writeReport(
      join(root, "one"),
      join(root, "first"),
    );
    expect(page).toBe(join(root, "first", "index.html"));
    expect(first.size).toBe(1 + 2 * figures + 2 * tables);
    expect([missing, failed]).toEqual([2, 1]);
    expect([...first.keys()]).toContain("/figures/synthetic.accuracy.png");
    expect([...first.keys()]).toContain("/tables/synthetic.runs.csv");
  });

  it("has the same bytes wherever it is made, whatever the order of the records", () => {
    vi.stubEnv("TZ", "Pacific/Kiritimati");
    speakGerman();
    const shuffled = collected("other", sweep, (ids) => ids.reverse());
    writeReport(shuffled, join(root, "second"));
    expect(contentsOf(join(root, "second"))).toEqual(first);
  });

  it("replaces an older one, and what else was in it", () => {
    const out = join(root, "again");
    cpSync(join(root, "first"), out, { recursive: true });
    writeFileSync(join(out, "figures", "old.svg"), "");
    writeReport(join(root, "one"), out);
    expect(contentsOf(out)).toEqual(first);
  });

  it("is put into an empty folder, and into no other", () => {
    const out = join(root, "made-before");
    mkdirSync(out);
    writeReport(join(root, "one"), out);
    expect(contentsOf(out)).toEqual(first);
    const others = join(root, "one", "records");
    expect(() => writeReport(join(root, "one"), others)).toThrow(
      "is there already and is no report",
    );
  });

  it("says which runs are missing", () => {
    const page = readFileSync(join(root, "first", "index.html"), "utf8");
    expect(page).toMatch(/2 of 6 runs\s+are missing/);
    const csv = readFileSync(
      join(root, "first", "tables", "synthetic.runs.csv"),
      "utf8",
    );
    expect(csv.match(/,not yet done,/g)).toHaveLength(1);
    expect(csv.match(/,failed: The loss/g)).toHaveLength(1);
  });

  it("names nothing that is loaded, and runs nothing", () => {
    const page = readFileSync(join(root, "first", "index.html"), "utf8");
    expect(page).not.toMatch(/<script|\ssrc=|@import|url\((?!#)|https?:/);
  });
});

/** Where links of pages and images lead that is not there, as `file: href`. */
const deadLinks = (out: string): string[] => {
  const texts = new Map(
    [...contentsOf(out)].map(([path, bytes]) => [
      path.slice(1),
      Buffer.from(bytes, "base64").toString(),
    ]),
  );
  const isDead = (from: string, href: string): boolean => {
    const [path = "", anchor] = href.split("#");
    const text = texts.get(path === "" ? from : join(dirname(from), path));
    return (
      text === undefined ||
      (anchor !== undefined && !text.includes(` id="${anchor}"`))
    );
  };
  return [...texts]
    .filter(([path]) => /\.(html|svg)$/.test(path))
    .flatMap(([path, text]) =>
      [...text.matchAll(/<a [^>]*?href="([^"]*)"/g)]
        .map(([, href = ""]) => href)
        .filter((href) => isDead(path, href))
        .map((href) => `${path}: ${href}`),
    );
};

describe("a folder of sweeps", () => {
  const dir = join(root, "several");
  const out = join(root, "several-out");
  const small = {
    tasks: ["copy"],
    architectures: ["dense"],
    suite: { figures: ["accuracy"] },
  };
  let written: ReturnType<typeof writeReport>;
  const pageOf = (name: string) => readFileSync(join(out, name), "utf8");
  beforeAll(() => {
    collected("several/b", syntheticSweep({ ...small, name: "b" }));
    collected("several/a", syntheticSweep({ ...small, name: "a" }));
    collected("several/c", syntheticSweep({ ...small, name: "a" }));
    collected("several/d", syntheticSweep({ ...small, name: "a-2" }));
    collected("several/e", syntheticSweep({ ...small, name: "index" }));
    mkdirSync(join(dir, "no-sweep"));
    written = writeReport(dir, out);
  });

  it("becomes an overview and a page each, by name, none in the place of another", () => {
    expect(written.page).toBe(join(out, "index.html"));
    expect(written.sweeps).toEqual(["a", "b", "a-2", "a-2-2", "index-2"]);
    expect(readdirSync(out).sort()).toEqual([
      ...["a-2-2.html", "a-2.html", "a.html", "b.html", "figures"],
      ...["index-2.html", "index.html", "tables"],
    ]);
  });

  it("has links from the overview to claims, back, and from image files, all of which lead somewhere", () => {
    expect(deadLinks(out)).toEqual([]);
    expect(pageOf("index.html")).toContain(
      'href="b.html#b.claim.dense-copies"',
    );
    expect(pageOf("b.html")).toContain('href="index.html"');
    expect(pageOf("figures/b.accuracy.svg")).toContain('href="../b.html#run-');
  });

  it("finds links that lead nowhere", () => {
    const broken = join(root, "broken");
    cpSync(out, broken, { recursive: true });
    rmSync(join(broken, "b.html"));
    expect(deadLinks(broken)).toContain("index.html: b.html");
  });

  it("tells in the overview what came of every claim", () => {
    const overview = pageOf("index.html");
    expect(overview.match(/The Dense Transformer copies\./g)).toHaveLength(5);
    expect(overview).toContain("3 of 3 runs done");
    expect(overview).toMatch(/1 holds, 1 undecided/);
  });

  it("leaves no page of a sweep that is gone", () => {
    const again = join(root, "several-again");
    writeReport(dir, again);
    writeReport(join(dir, "b"), again);
    expect(readdirSync(again).sort()).toEqual([
      "figures",
      "index.html",
      "tables",
    ]);
  });
});

describe("no report is written", () => {
  const dir = () =>
    collected(
      "plain",
      syntheticSweep({
        architectures: ["dense"],
        tasks: ["copy"],
        suite: { figures: [] },
      }),
    );

  it.each(["folder", "page of another kind"])("over a %s", (what) => {
    const out = mkdtempSync(join(root, "taken-"));
    writeFileSync(
      join(out, what === "folder" ? "notes.txt" : "index.html"),
      "<p>mine</p>",
    );
    const before = contentsOf(out);
    expect(() => writeReport(dir(), out)).toThrow(
      `${out} is there already and is no report; name another folder, or remove it.`,
    );
    expect(contentsOf(out)).toEqual(before);
  });

  it("over the sweep itself", () => {
    expect(() => writeReport(dir(), dir())).toThrow("is no report");
  });

  it("of a folder without a sweep", () => {
    const empty = mkdtempSync(join(root, "empty-"));
    expect(() => writeReport(empty, join(root, "x"))).toThrow(
      `The folder ${empty} holds no sweep`,
    );
    expect(() => writeReport(join(root, "gone"), join(root, "x"))).toThrow(
      "There is no folder",
    );
  });
});
