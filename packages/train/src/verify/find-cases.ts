/** @file Finds the cases below a folder and reads each one. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { GoldenCaseError } from "../errors";
import { readGoldenCase } from "./read-golden-case";

const collect = (dir: string): string[] =>
  existsSync(join(dir, "config.json"))
    ? [dir]
    : readdirSync(dir, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
        .sort()
        .flatMap((name) => collect(join(dir, name)));

/**
 * Finds cases and reads them all, so that a malformed one is known before the first is run.
 *
 * @param dir a case, or a folder with cases at any depth below it
 * @returns the folders that hold a config.json, in the order of their names
 * @throws {GoldenCaseError} when `dir` is no folder, holds no case, or holds a malformed one
 */
export function findCases(dir: string): string[] {
  if (!existsSync(dir) || !statSync(dir).isDirectory())
    throw new GoldenCaseError(
      `${existsSync(dir) ? `${dir} is a file, not a folder` : `The folder ${dir} does not exist`}; expected a case or a folder of cases.`,
    );
  const cases = collect(dir);
  if (cases.length === 0)
    throw new GoldenCaseError(
      `The folder ${dir} holds no case; expected a config.json in it or in a folder below it.`,
    );
  for (const found of cases) readGoldenCase(found);
  return cases;
}
