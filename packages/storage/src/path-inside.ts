/** @file Whether one path lies inside another. */
import { isAbsolute, relative, sep } from "node:path";

/**
 * Whether a path is a folder's own or lies in it.
 *
 * @param folder  absolute, without links; may be the root
 * @param path  absolute, without links
 */
export const isInside = (folder: string, path: string): boolean => {
  const way = relative(folder, path);
  // On another drive of Windows there is no relative way.
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
};
