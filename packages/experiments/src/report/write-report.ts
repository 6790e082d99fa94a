/** @file Reads sweeps and writes their report, whole. */
import {
  nodeFileSystem,
  readInside,
  writeWholeFolder,
  type FileSystem,
  type WriteInto,
} from "@trm/storage";
import { join } from "node:path";
import type { MissingCounts } from "../sweep/missing-words";
import { readSweep } from "../sweep/read-sweep";
import type { Sweep } from "../sweep/sweep";
import { sweepFolders } from "../sweep/sweep-folders";
import { ReportError } from "./errors";
import { figureFile } from "./files/figure-file";
import { renderPng } from "./files/render-png";
import { tableCsv, tableMarkdown } from "./files/table-text";
import { GENERATOR } from "./page/document";
import { FIRST_PAGE, pageOf, reportPages } from "./page/report-pages";
import { makeSection, type Section } from "./section";
import { partName, seriesOf, slugOf, viewSweep } from "./sweep-view";
import type { TitleTable } from "./titles";

const PAGE = `${FIRST_PAGE}.html`;

/** Far more than any page has. */
const MOST_PAGE_BYTES = 2 ** 28;

/** What was written. */
export interface WrittenReport extends MissingCounts {
  /** path of the page to open */
  readonly page: string;
  /** slugs of the sweeps, in the order of the report */
  readonly sweeps: readonly string[];
  /** with a result */
  readonly runs: number;
  readonly figures: number;
  readonly tables: number;
}

const isThere = (files: FileSystem, ...path: string[]): boolean =>
  files.status(join(...path)) !== undefined;

/** Slugs by sweep, none of them the overview's; the second of one name gets the first number that is free. */
const slugsOf = (sweeps: readonly Sweep[]): string[] => {
  const taken = new Set([FIRST_PAGE]);
  return sweeps.map((sweep) => {
    const name = slugOf(sweep);
    let slug = name;
    for (let count = 2; taken.has(slug); count += 1) slug = `${name}-${count}`;
    taken.add(slug);
    return slug;
  });
};

/**
 * Everything that a report of these sweeps shows; series look the same in all of them.
 *
 * @param architectures titles of architectures; absent, the table of `@trm/models`
 */
export const makeSections = (
  sweeps: readonly Sweep[],
  architectures?: TitleTable,
): Section[] => {
  const series = sweeps.flatMap((sweep) => seriesOf(sweep, architectures));
  const slugs = slugsOf(sweeps);
  return sweeps.map((sweep, i) =>
    makeSection(viewSweep(sweep, { series, slug: slugs[i], architectures })),
  );
};

const encode = (text: string): Uint8Array[] => [new TextEncoder().encode(text)];

/** Writes pages, figures and tables. */
const writeSections = (
  write: WriteInto,
  sections: readonly Section[],
): void => {
  for (const { name, text } of reportPages(sections)) write(name, encode(text));
  for (const section of sections) {
    const { view, figures, tables } = section;
    const page = pageOf(section, sections);
    for (const figure of figures) {
      const name = `figures/${partName(view.slug, figure.id)}`;
      const svg = figureFile(figure, `../${page}`);
      write(`${name}.svg`, encode(svg));
      write(`${name}.png`, [renderPng(svg)]);
    }
    for (const table of tables) {
      const name = `tables/${partName(view.slug, table.id)}`;
      write(`${name}.csv`, encode(tableCsv(table)));
      write(`${name}.md`, encode(tableMarkdown(table)));
    }
  }
};

const isReport = (files: FileSystem, dir: string): boolean =>
  files.status(dir)?.kind === "folder" &&
  isThere(files, dir, PAGE) &&
  new TextDecoder()
    .decode(readInside(files, dir, PAGE, MOST_PAGE_BYTES))
    .includes(`<meta name="generator" content="${GENERATOR}"`);

const isEmpty = (files: FileSystem, dir: string): boolean =>
  files.status(dir)?.kind === "folder" && files.list(dir).length === 0;

/** @throws {ReportError} when something else than a report is there, or than an empty folder */
const refuseOthers = (files: FileSystem, out: string): void => {
  if (!isThere(files, out)) return;
  if (isEmpty(files, out) || isReport(files, out)) return;
  throw new ReportError(
    `${out} is there already and is no report; name another folder, or remove it.`,
  );
};

/**
 * Makes the report of a sweep, or of all sweeps in a folder by name: an overview, and a page of each.
 *
 * Equal plans and records give equal bytes. A report that is there is replaced once the new one is complete.
 *
 * @param dir folder with a plan.json, or of such folders
 * @param out folder of the report: `index.html`, with several sweeps `SWEEP.html` of each, `figures/`, `tables/`
 * @throws {ReportError} when something else is at the place
 * @throws {SweepError} when there is no sweep, or a plan or a record cannot be read
 * @throws {StorageError} when the file system fails
 */
export const writeReport = (
  dir: string,
  out: string,
  files: FileSystem = nodeFileSystem,
): WrittenReport => {
  refuseOthers(files, out);
  const sweeps = sweepFolders(dir, files).map((path) => readSweep(path, files));
  const sections = makeSections(sweeps);
  writeWholeFolder(files, out, (write) => writeSections(write, sections), {
    beforeReplacing: () => refuseOthers(files, out),
  });
  const count = (of: (section: Section) => number) =>
    sections.reduce((sum, section) => sum + of(section), 0);
  return {
    page: join(out, PAGE),
    sweeps: sections.map(({ view }) => view.slug),
    runs: count(({ view }) => view.records.size),
    missing: count(({ view }) => view.missing.length),
    failed: count(({ view }) => view.failures.size),
    figures: count(({ figures }) => figures.length),
    tables: count(({ tables }) => tables.length),
  };
};
