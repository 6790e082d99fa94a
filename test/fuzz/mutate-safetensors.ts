/** @file Damage to what a safetensors file says of itself. */
import { mutateJson } from "./mutate-json.ts";
import type { Choices } from "./random.ts";

/** A good safetensors file whose header is damaged as JSON, with its length put right. */
export const withDamagedHeader = (
  bytes: Uint8Array,
  choices: Choices,
): Uint8Array => {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const start = 8 + Number(view.getBigUint64(0, true));
  const header = new TextDecoder().decode(bytes.subarray(8, start));
  const text = Buffer.from(mutateJson(JSON.parse(header), choices));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(text.length));
  return new Uint8Array(Buffer.concat([size, text, bytes.subarray(start)]));
};
