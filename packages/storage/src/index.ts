/** @file What this package gives to others. */
export type {
  FileKind,
  FileStatus,
  FileSystem,
  OpenMode,
} from "./file-system";
