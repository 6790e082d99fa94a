import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cacheFile, readCache, writeCache } from "./device-cache";

let dir = "";
let file = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "trm-cache-"));
  file = join(dir, "deep", "devices.json");
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const probe = (works: boolean, device = "cuda") => ({
  device,
  works,
  reason: works ? "" : "no GPU",
  problems: [],
});
const NOW = Date.parse("2026-01-31T00:00:00Z");
const MINUTE = 60_000;
const read = (key: string, now = NOW) => readCache(file, "cuda", key, now);

describe("the cache of probes", () => {
  it("gives back what was found on the same machine", () => {
    writeCache(file, probe(true), "k", NOW);
    expect(read("k")?.probe).toEqual(probe(true));
    expect(read("another")).toBeUndefined();
    expect(readCache(file, "webgpu", "k", NOW)).toBeUndefined();
  });

  it("keeps one answer per device", () => {
    writeCache(file, probe(true), "k", NOW);
    writeCache(file, probe(true, "webgpu"), "k", NOW);
    writeCache(file, probe(false), "k", NOW);
    expect(read("k")?.probe.works).toBe(false);
    expect(readCache(file, "webgpu", "k", NOW)?.probe.works).toBe(true);
    expect(readFileSync(file, "utf8").match(/"device":/g)).toHaveLength(2);
  });

  it("forgets a failure after minutes, a success after a month, and what comes from the future", () => {
    writeCache(file, probe(false), "k", NOW);
    expect(read("k", NOW + 9 * MINUTE)).toBeDefined();
    expect(read("k", NOW + 10 * MINUTE)).toBeUndefined();
    writeCache(file, probe(true), "k", NOW);
    expect(read("k", NOW + 29 * 24 * 60 * MINUTE)).toBeDefined();
    expect(read("k", NOW + 31 * 24 * 60 * MINUTE)).toBeUndefined();
    expect(read("k", NOW - MINUTE)).toBeUndefined();
  });

  it.each([
    ["", "empty"],
    ["{", "no JSON"],
    ["null", "null"],
    ['{"format":2,"probes":[]}', "another format"],
    ['{"format":1,"probes":[{"key":"k"}]}', "an entry that is none"],
  ])("ignores %j (%s) and writes over it", (text) => {
    writeCache(file, probe(true), "k", NOW);
    writeFileSync(file, text);
    expect(read("k")).toBeUndefined();
    writeCache(file, probe(true), "k", NOW);
    expect(read("k")).toBeDefined();
  });

  it("does without where it cannot write", () => {
    writeFileSync(join(dir, "deep"), "a file where the folder should be");
    expect(() => writeCache(file, probe(true), "k", NOW)).not.toThrow();
    expect(read("k")).toBeUndefined();
  });

  it("lies where the system has its caches", () => {
    expect(cacheFile({ XDG_CACHE_HOME: "/c" }, "linux")).toBe(
      "/c/trm/devices.json",
    );
    expect(cacheFile({}, "linux")).toMatch(/\.cache\/trm\/devices\.json$/);
    expect(cacheFile({ XDG_CACHE_HOME: "/c" }, "darwin")).toMatch(
      /Library\/Caches\/trm/,
    );
  });
});
