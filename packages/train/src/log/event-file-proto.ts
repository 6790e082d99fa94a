/** @file The few parts of protobuf's wire format that an event is written with. */

/** A field of a message: its key and value as they stand in the file. */
export type Field = Uint8Array;

const VARINT = 0;
const FIXED_64 = 1;
const LENGTH = 2;
const FIXED_32 = 5;

/** Seven bits a byte, the lowest first; the top bit says that more follow. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  // Steps may pass 2^31, where JavaScript's bit operators end.
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) | 128);
  }
}

const key = (field: number, type: number): number[] => varint(field * 8 + type);

/**
 * @param parts messages' fields, or anything else
 * @returns them one after the other
 */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  const joined = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** @param value a safe integer of at least 0, which proto3 leaves out */
export const integerField = (field: number, value: number): Field =>
  Uint8Array.from(value === 0 ? [] : [...key(field, VARINT), ...varint(value)]);

export function doubleField(field: number, value: number): Field {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return joinBytes([Uint8Array.from(key(field, FIXED_64)), bytes]);
}

/** Rounds the value to float32. */
export function floatField(field: number, value: number): Field {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return joinBytes([Uint8Array.from(key(field, FIXED_32)), bytes]);
}

const bytesField = (field: number, bytes: Uint8Array): Field =>
  joinBytes([
    Uint8Array.from([...key(field, LENGTH), ...varint(bytes.length)]),
    bytes,
  ]);

export const textField = (field: number, text: string): Field =>
  bytesField(field, new TextEncoder().encode(text));

export const messageField = (field: number, fields: readonly Field[]): Field =>
  bytesField(field, joinBytes(fields));
