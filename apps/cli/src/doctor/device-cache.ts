/** @file Remembers what a device probe found, so that not every command starts a process to find it again. */
import type { DeviceProbe } from "@trm/onnx/runtime";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import {
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";

type Env = Readonly<Record<string, string | undefined>>;

/** What was found, and when and where. */
export interface CachedProbe {
  readonly probe: DeviceProbe;
  /** of the machine, as `machineKey` gives it */
  readonly key: string;
  /** ISO 8601 */
  readonly foundAt: string;
}

const FORMAT = 1;

const MINUTE_MS = 60_000;

/**
 * How long an answer counts. What makes a device work can be installed where the key does not see it, so that a
 * failure is soon looked into again.
 */
const MAX_AGE_MS = { works: 30 * 24 * 60 * MINUTE_MS, fails: 10 * MINUTE_MS };

/** The file, in the folder that the system has for caches. */
export function cacheFile(env: Env, platform = process.platform): string {
  const home = homedir();
  const folders: Partial<Record<NodeJS.Platform, string>> = {
    darwin: join(home, "Library/Caches"),
    win32: env["LOCALAPPDATA"] ?? join(home, "AppData/Local"),
  };
  const folder =
    folders[platform] ?? (env["XDG_CACHE_HOME"] || join(home, ".cache"));
  return join(folder, "trm", "devices.json");
}

function isCachedProbe(value: unknown): value is CachedProbe {
  if (typeof value !== "object" || value === null) return false;
  const { probe, key, foundAt } = value as Partial<CachedProbe>;
  return (
    typeof key === "string" &&
    typeof foundAt === "string" &&
    typeof probe === "object" &&
    typeof probe.device === "string" &&
    typeof probe.works === "boolean" &&
    typeof probe.reason === "string" &&
    Array.isArray(probe.problems)
  );
}

function readAll(file: string): CachedProbe[] {
  try {
    const written = JSON.parse(readFileSync(file, "utf8")) as {
      format?: unknown;
      probes?: unknown;
    };
    return written.format === FORMAT && Array.isArray(written.probes)
      ? written.probes.filter(isCachedProbe)
      : [];
  } catch {
    return [];
  }
}

/**
 * What an earlier probe of the device found on this machine as it is now.
 * @returns undefined where there is none, or it is of another machine, too old, from the future or unreadable
 */
export function readCache(
  file: string,
  device: string,
  key: string,
  now = Date.now(),
): CachedProbe | undefined {
  return readAll(file).find((cached) => {
    if (cached.probe.device !== device || cached.key !== key) return false;
    const age = now - Date.parse(cached.foundAt);
    return age >= 0 && age < MAX_AGE_MS[cached.probe.works ? "works" : "fails"];
  });
}

/** Remembers a probe in the place of an earlier one of its device; a cache that cannot be written is no error. */
export function writeCache(
  file: string,
  probe: DeviceProbe,
  key: string,
  now = Date.now(),
): void {
  const others = readAll(file).filter(
    (cached) => cached.probe.device !== probe.device,
  );
  const found = { probe, key, foundAt: new Date(now).toISOString() };
  const text = JSON.stringify({ format: FORMAT, probes: [...others, found] });
  const part = `${file}.${process.pid}.part`;
  try {
    mkdirSync(dirname(file), { recursive: true });
  } catch {
    return;
  }
  try {
    writeFileSync(part, text);
    renameSync(part, file);
  } catch {
    rmSync(part, { force: true });
  }
}
