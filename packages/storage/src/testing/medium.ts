/**
 * @file What a disk holds and what programs see of it: the difference is what a power cut can take away.
 *
 * Every file and folder is there twice. `seen` is what programs see; `kept` is what is on the medium for certain. Between
 * the two stand pending changes. A sync moves them to the medium; a power cut decides for each alone whether it came
 * that far. Nothing is promised beyond what POSIX promises: a file's bytes do not bring its name along, nor a name the
 * bytes.
 */

/** Numbers from 0 up to 1; near 0 a power cut takes all that it can, near 1 nothing. */
export type Random = () => number;

/** Bytes that were written at a place, or a new size. */
type DataChange =
  | { readonly at: number; readonly bytes: Uint8Array }
  | { readonly size: number };

/** A file, whatever names it has. */
export interface FileNode {
  readonly kind: "file";
  readonly id: number;
  /** names that programs see */
  links: number;
  modifiedMs: number;
  // Arrays are replaced, never written to, so that the two may share one.
  seen: Uint8Array;
  kept: Uint8Array;
  /** what the next sync moves to the medium */
  pending: readonly DataChange[];
  /** what a failed sync has lost: no later one brings it to the medium, though it may be there */
  doubtful: readonly DataChange[];
}

/** A folder, whatever names it has. */
export interface FolderNode {
  readonly kind: "folder";
  readonly id: number;
  modifiedMs: number;
  readonly seen: Map<string, Node>;
  readonly kept: Map<string, Node>;
}

export type Node = FileNode | FolderNode;

/** What becomes of one name; without a node it goes. */
export interface NameEffect {
  readonly folder: FolderNode;
  readonly name: string;
  readonly node?: Node;
}

/** One change of names, which the medium has whole or not at all; a rename has two effects. */
export type NameChange = readonly NameEffect[];

let ids = 0;

export const makeFile = (): FileNode => ({
  kind: "file",
  id: ids++,
  links: 0,
  modifiedMs: Date.now(),
  seen: new Uint8Array(),
  kept: new Uint8Array(),
  pending: [],
  doubtful: [],
});

export const makeFolder = (): FolderNode => ({
  kind: "folder",
  id: ids++,
  modifiedMs: Date.now(),
  seen: new Map(),
  kept: new Map(),
});

/** As long as asked; zeros where nothing was. */
const resized = (bytes: Uint8Array, size: number): Uint8Array => {
  const result = new Uint8Array(size);
  result.set(bytes.subarray(0, size));
  return result;
};

const withChange = (bytes: Uint8Array, change: DataChange): Uint8Array => {
  if ("size" in change) return resized(bytes, change.size);
  const end = change.at + change.bytes.byteLength;
  const result = resized(bytes, Math.max(bytes.byteLength, end));
  result.set(change.bytes, change.at);
  return result;
};

/** Changes what programs see of a file. */
export const changeFile = (file: FileNode, change: DataChange): void => {
  file.seen = withChange(file.seen, change);
  file.pending = [...file.pending, change];
  file.modifiedMs = Date.now();
};

/** Moves a file's bytes to the medium. */
export const syncFile = (file: FileNode): void => {
  file.kept = file.pending.reduce(withChange, file.kept);
  file.pending = [];
};

/** What a failed sync does: the bytes that it was to move are taken for moved. */
export const loseSync = (file: FileNode): void => {
  file.doubtful = [...file.doubtful, ...file.pending];
  file.pending = [];
};

const apply = (change: NameChange, side: "seen" | "kept"): void => {
  for (const { folder, name, node } of change) {
    const names = folder[side];
    if (node === undefined) names.delete(name);
    else names.set(name, node);
  }
};

/** What is left of a change when a later one has come to the medium before it. */
const withoutNamesOf = (earlier: NameChange, later: NameChange): NameChange =>
  earlier.filter(
    ({ folder, name }) =>
      !later.some((one) => one.folder === folder && one.name === name),
  );

/** The names of a whole disk. */
export class Names {
  private pending: readonly NameChange[] = [];

  constructor(readonly root: FolderNode = makeFolder()) {}

  /** Changes what programs see. */
  change(change: NameChange): void {
    for (const { folder, name, node } of change) {
      const before = folder.seen.get(name);
      if (before?.kind === "file") before.links--;
      if (node?.kind === "file") node.links++;
      folder.modifiedMs = Date.now();
      apply([{ folder, name, node }], "seen");
    }
    this.pending = [...this.pending, change];
  }

  /** Moves a folder's names to the medium; of a rename to or from another folder that one's name, too. */
  sync(synced: FolderNode): void {
    let left: readonly NameChange[] = [];
    for (const change of this.pending) {
      if (change.some(({ folder }) => folder === synced)) {
        apply(change, "kept");
        left = left.map((earlier) => withoutNamesOf(earlier, change));
      } else left = [...left, change];
    }
    this.pending = left.filter((change) => change.length > 0);
  }

  /** What the medium holds after a power cut. */
  afterPowerCut(random: Random): Names {
    const survived = this.pending.filter(() => random() >= 0.5);
    const before = new Map<FolderNode, Map<string, Node>>();
    for (const { folder } of survived.flat())
      before.set(folder, new Map(folder.kept));
    for (const change of survived) apply(change, "kept");
    const root = copyFolder(this.root, "kept", (file) =>
      bytesAfterPowerCut(file, random),
    );
    // The disk itself goes on as if nothing had happened.
    for (const [folder, names] of before) restore(folder.kept, names);
    return new Names(root);
  }

  /** A disk on which everything that programs see here is on the medium. */
  settled(): Names {
    return new Names(copyFolder(this.root, "seen", ({ seen }) => seen));
  }
}

const restore = (names: Map<string, Node>, before: Map<string, Node>): void => {
  names.clear();
  for (const [name, node] of before) names.set(name, node);
};

/** A write arrives whole, not at all, as zeros under the new size, or a part of it does. */
const afterPowerCut = (
  bytes: Uint8Array,
  change: DataChange,
  random: Random,
): Uint8Array => {
  const fate = Math.floor(random() * 4);
  if (fate === 0) return bytes;
  if (fate === 3 || "size" in change) return withChange(bytes, change);
  const { at, bytes: written } = change;
  const end = at + written.byteLength;
  const longer = resized(bytes, Math.max(bytes.byteLength, end));
  if (fate === 1) return longer;
  const cuts = [random(), random()].sort((a, b) => a - b);
  const [from = 0, to = 0] = cuts.map((cut) =>
    Math.round(cut * written.byteLength),
  );
  longer.set(written.subarray(from, to), at + from);
  return random() < 0.5 ? longer : longer.subarray(0, at + to);
};

const bytesAfterPowerCut = (file: FileNode, random: Random): Uint8Array =>
  [...file.doubtful, ...file.pending].reduce(
    (bytes, change) => afterPowerCut(bytes, change, random),
    file.kept,
  );

const copyFolder = (
  root: FolderNode,
  side: "seen" | "kept",
  bytesOf: (file: FileNode) => Uint8Array,
): FolderNode => {
  // A rename that came through without the one before it leaves two names of one node.
  const copies = new Map<Node, Node>();
  const copyFile = (file: FileNode): FileNode => {
    const bytes = bytesOf(file);
    const { modifiedMs } = file;
    return { ...makeFile(), modifiedMs, seen: bytes, kept: bytes };
  };
  const copy = (folder: FolderNode): FolderNode => {
    const result = makeFolder();
    copies.set(folder, result);
    for (const [name, node] of folder[side]) {
      const fresh =
        copies.get(node) ??
        (node.kind === "folder" ? copy(node) : copyFile(node));
      copies.set(node, fresh);
      if (fresh.kind === "file") fresh.links++;
      result.seen.set(name, fresh);
      result.kept.set(name, fresh);
    }
    return result;
  };
  return copy(root);
};
