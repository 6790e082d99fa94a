/** @file Reads a file of a model folder, which may come from anywhere. */
import {
  nodeFileSystem,
  readInside as readFileInside,
  readJsonInside,
  StorageError,
} from "@trm/storage";
import { ModelFolderError } from "./errors";
import type { JsonRecord } from "./json";

/** Says what is wrong in the words of a model folder. */
const refusing = <T>(dir: string, name: string, read: () => T): T => {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof StorageError)) throw cause;
    const { code, path, message } = cause;
    throw new ModelFolderError(
      code === "ENOENT"
        ? `The model folder ${dir} has no ${name}; expected a folder that \`trm export\` has written.`
        : message.replace(
            `The file ${path}`,
            () => `${name} of the model folder ${dir}`,
          ),
      { cause },
    );
  }
};

/**
 * The bytes of a file inside a model folder, read as `readInside` of @trm/storage does.
 *
 * @param name  path inside the folder; `/` separates
 * @param most  bytes
 * @throws {ModelFolderError} when the file is absent, a link or behind one, no file, too long, or cannot be read
 */
export const readInside = (
  dir: string,
  name: string,
  most: number,
): Uint8Array =>
  refusing(dir, name, () => readFileInside(nodeFileSystem, dir, name, most));

/**
 * The object in a JSON file inside a model folder.
 *
 * @throws {ModelFolderError} as {@link readInside}, or when there is none
 */
export const readJson = (dir: string, name: string): JsonRecord =>
  refusing(dir, name, () => readJsonInside(nodeFileSystem, dir, name));
