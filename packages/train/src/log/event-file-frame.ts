/** @file The frames of a TFRecord file, which is what a TensorBoard event file is. */

/** The Castagnoli polynomial, bits reversed. */
const POLYNOMIAL = 0x82f63b78;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1)
    crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
  return crc;
});

/**
 * CRC-32C of bytes, as iSCSI has it.
 *
 * @returns an integer in [0, 2^32)
 * @see RFC 3720, appendix B.4
 */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes)
    crc = (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0);
  return ~crc >>> 0;
}

/** A checksum of data that holds checksums would be weak, so that TFRecord stores ((crc >>> 15 | crc << 17) + 0xa282ead8). */
const masked = (bytes: Uint8Array): number => {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
};

/** Bytes of a frame besides its payload: length, the length's checksum, the payload's checksum. */
export const FRAME_BYTES = 16;

/**
 * One record: its length as uint64, the masked CRC-32C of these 8 bytes, the payload, its masked CRC-32C; little-endian.
 *
 * @param payload fewer than 2^32 bytes
 * @returns the frame, `payload.length + FRAME_BYTES` bytes
 * @see tensorflow/core/lib/io/record_writer.h
 */
export function frameRecord(payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(payload.length + FRAME_BYTES);
  const view = new DataView(frame.buffer);
  view.setUint32(0, payload.length, true);
  view.setUint32(8, masked(frame.subarray(0, 8)), true);
  frame.set(payload, 12);
  view.setUint32(12 + payload.length, masked(payload), true);
  return frame;
}
