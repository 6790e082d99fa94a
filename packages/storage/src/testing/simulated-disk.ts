/** @file A disk in memory that can lose its power. */
import { parse, resolve, sep } from "node:path";
import type { FileStatus, FileSystem, OpenMode } from "../file-system";
import {
  changeFile,
  loseSync,
  makeFile,
  makeFolder,
  Names,
  syncFile,
  type FolderNode,
  type Node,
  type Random,
} from "./medium";
import { systemError } from "./system-error";

/** A file system in memory; nothing of it is on any real disk. It has no links. */
export interface SimulatedDisk extends FileSystem {
  /**
   * Cuts the power and starts again. Of what was not synced each write and each change of names came through or not, by
   * chance; a write also in part, or as zeros. This disk itself goes on as it was, so that one state can meet many fates.
   *
   * @param random  numbers from 0 up to 1; near 0 everything that can be lost is lost, near 1 nothing
   */
  crash(random: Random): SimulatedDisk;
  /** A copy with everything synced, such as many tests can begin with. */
  settled(): SimulatedDisk;
  /** Makes what a file has not synced doubtful, as a failed sync does: later ones return, and do not bring it to the medium. */
  loseSync(handle: number): void;
}

interface Opened {
  readonly node: Node;
  readonly mode: OpenMode;
  readonly path: string;
}

/** Where a name is, or would be. */
interface Place {
  readonly folder: FolderNode;
  readonly name: string;
  readonly node: Node | undefined;
}

const partsOf = (path: string): string[] => {
  const full = resolve(path);
  return full
    .slice(parse(full).root.length)
    .split(sep)
    .filter((part) => part !== "");
};

const statusFrom = (node: Node): FileStatus => ({
  kind: node.kind,
  size: node.kind === "file" ? node.seen.byteLength : 0,
  links: node.kind === "file" ? node.links : 1,
  id: String(node.id),
  modifiedMs: node.modifiedMs,
});

class MemoryDisk implements SimulatedDisk {
  private readonly handles = new Map<number, Opened>();
  private nextHandle = 3;

  constructor(private readonly names: Names) {}

  crash(random: Random): SimulatedDisk {
    return new MemoryDisk(this.names.afterPowerCut(random));
  }

  settled(): SimulatedDisk {
    return new MemoryDisk(this.names.settled());
  }

  loseSync(handle: number): void {
    const { node } = this.opened(handle, "fsync");
    if (node.kind === "file") loseSync(node);
  }

  open(path: string, mode: OpenMode): number {
    const { folder, name, node } = this.place(path, "open");
    if (mode === "read" && node === undefined)
      throw systemError("ENOENT", "open", path);
    if (mode === "create" && node !== undefined)
      throw systemError("EEXIST", "open", path);
    if (mode === "append" && node?.kind === "folder")
      throw systemError("EISDIR", "open", path);
    const opened = node ?? makeFile();
    if (node === undefined) this.names.change([{ folder, name, node: opened }]);
    this.handles.set(this.nextHandle, { node: opened, mode, path });
    return this.nextHandle++;
  }

  read(handle: number, into: Uint8Array, position: number): number {
    const { node, mode, path } = this.opened(handle, "read");
    if (mode !== "read") throw systemError("EBADF", "read", path);
    if (node.kind === "folder") throw systemError("EISDIR", "read", path);
    const bytes = node.seen.subarray(position, position + into.byteLength);
    into.set(bytes);
    return bytes.byteLength;
  }

  write(handle: number, bytes: Uint8Array): number {
    const { node, mode, path } = this.opened(handle, "write");
    if (mode === "read" || node.kind === "folder")
      throw systemError("EBADF", "write", path);
    changeFile(node, { at: node.seen.byteLength, bytes: bytes.slice() });
    return bytes.byteLength;
  }

  truncate(handle: number, size: number): void {
    const { node, mode, path } = this.opened(handle, "ftruncate");
    if (mode === "read" || node.kind === "folder")
      throw systemError("EINVAL", "ftruncate", path);
    changeFile(node, { size });
  }

  sync(handle: number): void {
    const { node } = this.opened(handle, "fsync");
    if (node.kind === "file") syncFile(node);
    else this.names.sync(node);
  }

  close(handle: number): void {
    this.opened(handle, "close");
    this.handles.delete(handle);
  }

  statusOf(handle: number): FileStatus {
    return statusFrom(this.opened(handle, "fstat").node);
  }

  status(path: string): FileStatus | undefined {
    let node: Node | undefined = this.names.root;
    for (const part of partsOf(path))
      node = node?.kind === "folder" ? node.seen.get(part) : undefined;
    return node && statusFrom(node);
  }

  list(path: string): string[] {
    return [...this.folder(path, "scandir").seen.keys()].sort();
  }

  makeFolder(path: string): void {
    const { folder, name, node } = this.place(path, "mkdir");
    if (node !== undefined) throw systemError("EEXIST", "mkdir", path);
    this.names.change([{ folder, name, node: makeFolder() }]);
  }

  rename(from: string, to: string): void {
    const source = this.place(from, "rename");
    const target = this.place(to, "rename");
    const { node } = source;
    if (node === undefined) throw systemError("ENOENT", "rename", from);
    if (isWithin(node, target.folder) || node === this.names.root)
      throw systemError("EINVAL", "rename", from);
    if (target.node === node) return;
    const refused = target.node && refusedTarget(node, target.node);
    if (refused !== undefined) throw systemError(refused, "rename", to);
    this.names.change([
      { folder: source.folder, name: source.name },
      { folder: target.folder, name: target.name, node },
    ]);
  }

  removeFile(path: string): void {
    const { folder, name, node } = this.place(path, "unlink");
    if (node === undefined) throw systemError("ENOENT", "unlink", path);
    if (node.kind === "folder") throw systemError("EISDIR", "unlink", path);
    this.names.change([{ folder, name }]);
  }

  removeFolder(path: string): void {
    const { folder, name, node } = this.place(path, "rmdir");
    if (node === this.names.root) throw systemError("EBUSY", "rmdir", path);
    if (node === undefined) throw systemError("ENOENT", "rmdir", path);
    if (node.kind === "file") throw systemError("ENOTDIR", "rmdir", path);
    if (node.seen.size > 0) throw systemError("ENOTEMPTY", "rmdir", path);
    this.names.change([{ folder, name }]);
  }

  syncFolder(path: string): void {
    this.names.sync(this.folder(path, "open"));
  }

  realPath(path: string): string {
    this.node(path, "realpath");
    return resolve(path);
  }

  touch(path: string): void {
    this.node(path, "lutime").modifiedMs = Date.now();
  }

  private opened(handle: number, operation: string): Opened {
    const opened = this.handles.get(handle);
    if (opened === undefined) throw systemError("EBADF", operation);
    return opened;
  }

  /** The root stands in itself, under no name. */
  private place(path: string, operation: string): Place {
    const parts = partsOf(path);
    const name = parts.pop();
    const { root } = this.names;
    if (name === undefined) return { folder: root, name: "", node: root };
    let node: Node = root;
    for (const part of parts) {
      const next: Node | undefined =
        node.kind === "folder" ? node.seen.get(part) : undefined;
      if (node.kind === "file") throw systemError("ENOTDIR", operation, path);
      if (next === undefined) throw systemError("ENOENT", operation, path);
      node = next;
    }
    if (node.kind === "file") throw systemError("ENOTDIR", operation, path);
    return { folder: node, name, node: node.seen.get(name) };
  }

  private node(path: string, operation: string): Node {
    const { node } = this.place(path, operation);
    if (node === undefined) throw systemError("ENOENT", operation, path);
    return node;
  }

  private folder(path: string, operation: string): FolderNode {
    const node = this.node(path, operation);
    if (node.kind === "file") throw systemError("ENOTDIR", operation, path);
    return node;
  }
}

/** Whether a folder is a node or lies in it. */
const isWithin = (node: Node, folder: FolderNode): boolean =>
  node === folder ||
  (node.kind === "folder" &&
    [...node.seen.values()].some((inner) => isWithin(inner, folder)));

/** Why a node cannot take the place of another. */
const refusedTarget = (node: Node, there: Node): string | undefined => {
  if (there.kind === "file")
    return node.kind === "file" ? undefined : "ENOTDIR";
  if (node.kind === "file") return "EISDIR";
  return there.seen.size > 0 ? "ENOTEMPTY" : undefined;
};

/** An empty disk; paths are absolute, and its root is there. */
export const createSimulatedDisk = (): SimulatedDisk =>
  new MemoryDisk(new Names());
