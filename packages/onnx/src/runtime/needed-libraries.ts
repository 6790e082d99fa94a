/** @file The shared libraries that an ELF file asks its loader for. */
import { Buffer } from "node:buffer";
import { closeSync, openSync, readSync } from "node:fs";

/** Dynamic section tags and program header types of the ELF specification. */
const [PT_LOAD, PT_DYNAMIC, DT_NEEDED, DT_STRTAB, DT_STRSZ] = [1, 2, 1, 5, 10];

/** 64-bit, little-endian. */
const MAGIC = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1]);

/** Neither table of a library is larger than this, bytes. */
const MOST_BYTES = 1 << 24;

type Reader = (offset: number, length: number) => Buffer;

/** File offset of a virtual address. */
const fileOffset = (
  segments: readonly Segment[],
  address: number,
): number | undefined => {
  const segment = segments.find(
    ({ type, start, size }) =>
      type === PT_LOAD && address >= start && address < start + size,
  );
  return segment && address - segment.start + segment.offset;
};

interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly start: number;
  readonly size: number;
}

const readSegments = (read: Reader, header: Buffer): Segment[] => {
  const table = Number(header.readBigUInt64LE(32));
  const [entrySize, count] = [header.readUInt16LE(54), header.readUInt16LE(56)];
  return Array.from({ length: count }, (_, i) => {
    const entry = read(table + i * entrySize, 56);
    return {
      type: entry.readUInt32LE(0),
      offset: Number(entry.readBigUInt64LE(8)),
      start: Number(entry.readBigUInt64LE(16)),
      size: Number(entry.readBigUInt64LE(32)),
    };
  });
};

const readNeeded = (read: Reader): string[] => {
  const header = read(0, 64);
  if (!header.subarray(0, MAGIC.length).equals(MAGIC)) return [];
  const segments = readSegments(read, header);
  const dynamic = segments.find(({ type }) => type === PT_DYNAMIC);
  if (!dynamic || dynamic.size > MOST_BYTES) return [];
  const section = read(dynamic.offset, dynamic.size);
  const entries = Array.from({ length: section.length >> 4 }, (_, i) => ({
    tag: Number(section.readBigInt64LE(16 * i)),
    value: Number(section.readBigUInt64LE(16 * i + 8)),
  }));
  const valueOf = (tag: number) => entries.find((e) => e.tag === tag)?.value;
  const names = fileOffset(segments, valueOf(DT_STRTAB) ?? -1);
  const size = valueOf(DT_STRSZ) ?? 0;
  if (names === undefined || size > MOST_BYTES) return [];
  const strings = read(names, size).toString("latin1");
  return entries
    .filter(({ tag }) => tag === DT_NEEDED)
    .map(({ value }) => strings.slice(value, strings.indexOf("\0", value)));
};

/**
 * The names in the file's dynamic section, such as `libcudart.so.12`, in its order.
 *
 * @returns none where the file is missing or is no 64-bit ELF file
 */
export const neededLibraries = (path: string): string[] => {
  let file: number | undefined;
  try {
    const opened = (file = openSync(path, "r"));
    return readNeeded((offset, length) => {
      const bytes = Buffer.alloc(length);
      readSync(opened, bytes, 0, length, offset);
      return bytes;
    });
  } catch {
    return [];
  } finally {
    if (file !== undefined) closeSync(file);
  }
};
