/** @file Where a folder may be written, and what it may replace: never anything but what an export has written itself. */
import { nodeFileSystem } from "@trm/storage";
import { join } from "node:path";
import { ModelFolderError } from "./errors";
import { isRecord } from "./json";
import { FILES, REFERENCE_FILES } from "./file-names";
import { readJson } from "./read-inside";

/**
 * Refuses a place that holds anything of value.
 *
 * @param force  whether a folder that an export has written may be replaced
 * @throws {ModelFolderError} when `dir` is no folder, or one that is not empty and not to be replaced
 */
export const checkPlace = (dir: string, force: boolean): void => {
  const kind = nodeFileSystem.status(dir)?.kind;
  if (kind === undefined) return;
  if (kind !== "folder")
    throw new ModelFolderError(
      `${dir} is ${kind === "link" ? "a link" : "a file"}, but a folder is to be written there; choose another name.`,
    );
  if (nodeFileSystem.list(dir).length === 0) return;
  if (!force)
    throw new ModelFolderError(
      `The folder ${dir} is not empty; choose a new or empty folder, or replace an earlier export with --force.`,
    );
  checkReplaceable(dir);
};

const checkReplaceable = (dir: string): void => {
  const names = entriesOf(dir);
  const ours = new Set<string>(["onnx/", ...Object.values(FILES)]);
  const foreign = names.find((name) => !ours.has(name));
  if (foreign !== undefined)
    throw new ModelFolderError(
      `The folder ${dir} holds ${foreign.slice(0, 80)}, which no export has written, so it is not replaced; choose another folder.`,
    );
  const config = names.includes(FILES.config)
    ? readJson(dir, FILES.config)
    : {};
  const both = [...REFERENCE_FILES].sort().join();
  const isReference =
    names.sort().join() === both &&
    typeof config["model"] === "string" &&
    isRecord(config["kwargs"]);
  if (!isRecord(config["trm"]) && !isReference)
    throw new ModelFolderError(
      `The folder ${dir} has no config.json that an export has written, so it is not replaced; choose another folder.`,
    );
};

/** Paths of everything in a folder; a folder's ends in `/`, a link's in `@`. */
const entriesOf = (dir: string, prefix = ""): string[] =>
  nodeFileSystem.list(join(dir, prefix)).flatMap((name) => {
    const path = prefix + name;
    const kind = nodeFileSystem.status(join(dir, path))?.kind;
    if (kind === "file") return [path];
    if (kind !== "folder") return [`${path}@`];
    // A folder that is not ours is refused by its own name.
    return path === "onnx"
      ? ["onnx/", ...entriesOf(dir, "onnx/")]
      : [`${path}/`];
  });
