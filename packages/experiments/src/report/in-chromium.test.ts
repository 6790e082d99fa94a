/** @file The pages as Chromium lays them out, on a phone and on a desktop, light and dark. */
import { ARCHITECTURE_IDS } from "@trm/models";
import { chromium, type Browser, type Page } from "playwright-core";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { reportPages } from "./page/report-pages";
import { AUDIT_PAGE } from "./testing/audit-page";
import { syntheticSweep } from "./testing/synthetic-sweep";
import { makeSections } from "./write-report";

const executablePath = ["chromium", "chromium-browser", "google-chrome"]
  .flatMap((name) =>
    (process.env["PATH"] ?? "").split(delimiter).map((dir) => join(dir, name)),
  )
  .find(existsSync);

/** Nobody promised a browser here; where somebody did, its lack is a failure. */
const SKIP =
  executablePath === undefined && (process.env["CI"] ?? "") === ""
    ? " (skipped: no Chromium is found, tools/chromium.sh installs it)"
    : "";

const SETTINGS = [390, 1440].flatMap((width) =>
  (["light", "dark"] as const).map((colorScheme) => ({ width, colorScheme })),
);

const SWEEPS = [
  syntheticSweep({
    architectures: ARCHITECTURE_IDS,
    tasks: ["copy", "reverse", "addition"],
    missing: [0, 1, 2, 20],
  }),
  syntheticSweep({
    name: "factors",
    architectures: ["trm"],
    factors: {
      gradient: ["last-cycle", "full"],
      norm: ["none", "stateNorm xyz", "blockNorm post"],
    },
  }),
];

/** Words that no line has room for. */
const LONG_WORDS = syntheticSweep({
  name: "long-words",
  architectures: ["dense", "dual-ut"],
  tasks: ["addition"],
  factors: {
    ["x".repeat(120)]: ["W".repeat(150), "short"],
    other: ["one", "m".repeat(150)],
  },
  suite: {
    title: "T".repeat(150),
    question: "q".repeat(150),
    blocks: [{ name: "main", title: "b".repeat(150) }],
    claims: [
      {
        ...{ id: "c".repeat(120), text: "t".repeat(150), kind: "reaches" },
        cell: { arch: "dense", other: "one" },
        ...{ metric: "charAcc", value: 0.99 },
      },
    ],
  },
});

const OWN = fileURLToPath(
  new URL("../../../../results/report", import.meta.url),
);

/** The pages of this repository's own results. */
const OWN_PAGES = readdirSync(OWN)
  .filter((name) => name.endsWith(".html"))
  .map((name) => pathToFileURL(join(OWN, name)).href);

/** For faults, which are found in any page. */
const SMALL = syntheticSweep({
  architectures: ["dense"],
  tasks: ["copy"],
  suite: { figures: ["accuracy", "learning-curves"] },
});

describe.skipIf(SKIP !== "")(`the page in Chromium${SKIP}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "trm-report-"));
  const urlOf = (name: string) => pathToFileURL(join(folder, name)).href;
  const overview = urlOf("index.html");
  const whole = urlOf("synthetic.html");
  const small = urlOf("small.html");
  const longWords = urlOf("long-words.html");
  let browser: Browser;

  beforeAll(async () => {
    for (const { name, text } of reportPages(makeSections(SWEEPS)))
      writeFileSync(join(folder, name), text);
    const [page] = reportPages(makeSections([SMALL]));
    writeFileSync(fileURLToPath(small), page?.text ?? "");
    const [words] = reportPages(makeSections([LONG_WORDS]));
    writeFileSync(fileURLToPath(longWords), words?.text ?? "");
    // A root without a name space of its own cannot have Chromium's sandbox.
    const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
    browser = await chromium.launch({ executablePath, args });
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  /** Opens the page, and notes all that it says or asks for. */
  const open = async (
    setting: (typeof SETTINGS)[number],
    noted: string[] = [],
    url = whole,
  ): Promise<Page> => {
    const { width, colorScheme } = setting;
    const viewport = { width, height: 900 };
    const page = await browser.newPage({ viewport, colorScheme });
    page.on("console", (message) => noted.push(`console: ${message.text()}`));
    page.on("pageerror", ({ message }) => noted.push(`error: ${message}`));
    page.on("request", (request) => {
      if (request.url() !== url) noted.push(`request: ${request.url()}`);
    });
    await page.goto(url);
    return page;
  };

  it.each(
    SETTINGS.flatMap((setting) => [
      { ...setting, what: "the overview", url: overview },
      { ...setting, what: "a sweep", url: whole },
      { ...setting, what: "another sweep", url: urlOf("factors.html") },
      { ...setting, what: "a sweep of long words", url: longWords },
      ...OWN_PAGES.map((url) => ({ ...setting, what: basename(url), url })),
    ]),
  )(
    "at $width pixels, $colorScheme, $what is silent, loads nothing, clips nothing and can be read",
    async ({ url, ...setting }) => {
      const noted: string[] = [];
      const page = await open(setting, noted, url);
      expect(await page.evaluate<string[]>(AUDIT_PAGE)).toEqual([]);
      expect(noted).toEqual([]);
      await page.close();
    },
  );

  it("leads from every point of a figure to its run, which is then marked, and no longer folded", async () => {
    const page = await open({ width: 1440, colorScheme: "light" });
    expect(await page.locator("tr[id]").first().isVisible()).toBe(false);
    const point = page.locator(".panel a").last();
    const href = await point.getAttribute("href");
    await point.dispatchEvent("click");
    expect(new URL(page.url()).hash).toBe(href);
    expect(await page.locator("tr:target td code").first().innerText()).toBe(
      href?.slice(-16, -8),
    );
    await page.close();
  });

  it("leads from a claim in the overview to its place, and back", async () => {
    const setting = { width: 390, colorScheme: "light" } as const;
    const page = await open(setting, [], overview);
    await page.locator(".claims a").first().click();
    expect(page.url()).toBe(`${whole}#synthetic.claim.dense-copies`);
    expect(await page.locator("li:target .verdict").innerText()).toBe(
      await page.locator(".claims .verdict").first().innerText(),
    );
    await page.locator(".head a").click();
    expect(page.url()).toBe(overview);
    await page.close();
  });

  it("is printed with the rows that are folded on a screen", async () => {
    const page = await open({ width: 1440, colorScheme: "light" });
    const row = page.locator("details tr").last();
    expect(await row.isVisible()).toBe(false);
    await page.emulateMedia({ media: "print" });
    expect(await row.isVisible()).toBe(true);
    await page.close();
  });

  it("is printed on light paper, whatever the screen", async () => {
    const page = await open({ width: 1440, colorScheme: "dark" }, [], small);
    const ground = "getComputedStyle(document.body).backgroundColor";
    expect(await page.evaluate<string>(ground)).toBe("rgb(20, 23, 26)");
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect(await page.evaluate<string>(ground)).toBe("rgb(255, 255, 255)");
    await page.close();
  });

  /** The ids of tables and plots that do not fit, as JavaScript. */
  const CUT = `[...document.querySelectorAll(".scroll, .panels, .panel")]
    .filter((box) => box.scrollWidth > box.clientWidth)
    .map((box) => [box.closest("[id]").id, box.scrollWidth, box.clientWidth].join(" "))`;

  // A4 less the margins; a browser may not turn the paper.
  it.each([
    ["as the page asks, in landscape", 1032],
    ["upright, with the margins of a careful printer", 673],
  ])("is printed with every column, %s", async (_, width) => {
    const page = await open({ width, colorScheme: "light" });
    await page.emulateMedia({ media: "print" });
    expect(await page.evaluate<string[]>(CUT)).toEqual([]);
    await page.close();
  });

  /** Faults, as JavaScript that makes one, and what is then found. */
  const FAULTS: readonly (readonly [string, string, RegExp])[] = [
    [
      "a word that is wider than the phone",
      `document.querySelector("h1").style.width = "500px"`,
      /The page is \d+ px wide on 390/,
    ],
    [
      "a text that is moved out of its plot",
      `document.querySelector(".panel svg text").setAttribute("transform", "translate(350, 20)")`,
      /is clipped/,
    ],
    [
      "small text in a plot",
      `document.querySelector(".panel svg text").setAttribute("font-size", "9")`,
      /has text of 9\.00 px/,
    ],
    [
      "small text beside",
      `document.querySelector("figcaption").style.fontSize = "10px"`,
      /has text of 10px/,
    ],
    [
      "tick labels on each other",
      `document.querySelectorAll('.panel g[aria-label="x-axis tick label"] text').forEach((text) => text.setAttribute("x", "60"))`,
      /overlaps text/,
    ],
    [
      "pale text",
      `document.querySelector("figcaption").style.color = "#999"`,
      /has a contrast of 2\.8/,
    ],
    [
      "an id that is there twice",
      `document.querySelector("h1").id = "page.results"`,
      /An id is there twice: page.results/,
    ],
    [
      "a link to nowhere",
      `document.querySelector("nav a").setAttribute("href", "#nowhere")`,
      /#nowhere leads nowhere/,
    ],
  ];

  it.each(FAULTS)("is known to be wrong with %s", async (_, make, finding) => {
    const page = await open({ width: 390, colorScheme: "light" }, [], small);
    expect(await page.evaluate<string[]>(AUDIT_PAGE)).toEqual([]);
    await page.evaluate(make);
    const findings = await page.evaluate<string[]>(AUDIT_PAGE);
    expect(findings.join("\n")).toMatch(finding);
    await page.close();
  });
});
