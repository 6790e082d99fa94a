/** @file File systems for tests. */
export type { FileSystem } from "../file-system";
