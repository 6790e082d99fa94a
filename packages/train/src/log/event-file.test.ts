import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeEvent } from "./event-file";
import { crc32c, FRAME_BYTES, frameRecord } from "./event-file-frame";
import { integerField } from "./event-file-proto";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** RFC 3720, appendix B.4, whose table gives the bytes of the checksum in the order they are sent. */
const RFC_3720 = [
  ["32 bytes of zeroes", new Uint8Array(32), "aa36918a"],
  ["32 bytes of ones", new Uint8Array(32).fill(0xff), "43aba862"],
  [
    "32 incrementing bytes",
    Uint8Array.from({ length: 32 }, (_, i) => i),
    "4e79dd46",
  ],
  [
    "32 decrementing bytes",
    Uint8Array.from({ length: 32 }, (_, i) => 31 - i),
    "5cdb3f11",
  ],
  [
    "an iSCSI read command",
    Uint8Array.from(
      Buffer.from(
        "01c00000000000000000000000000000140000000000040000000014000000182800000000000000" +
          "0200000000000000",
        "hex",
      ),
    ),
    "563a96d9",
  ],
] as const;

describe("CRC-32C", () => {
  it.each(RFC_3720)("of %s is RFC 3720's", (_, bytes, expected) => {
    const sent = new Uint8Array(4);
    new DataView(sent.buffer).setUint32(0, crc32c(bytes), true);
    expect(hex(sent)).toBe(expected);
  });

  it("of the digits 1 to 9 is the catalogue's check value", () => {
    expect(crc32c(new TextEncoder().encode("123456789"))).toBe(0xe3069283);
  });
});

describe("a protobuf integer", () => {
  it("holds every step that a run can have", () => {
    fc.assert(
      fc.property(
        fc.maxSafeNat().filter((n) => n > 0),
        (value) => {
          const [key, ...bytes] = integerField(2, value);
          const read = bytes.reduce(
            (sum, byte, i) => sum + (byte & 127) * 2 ** (7 * i),
            0,
          );
          expect(key).toBe(2 * 8);
          expect(read).toBe(value);
          expect(bytes.map((byte) => byte >= 128)).toEqual(
            bytes.map((_, i) => i < bytes.length - 1),
          );
        },
      ),
    );
  });
});

/** Recorded with TensorBoard 2.21's RecordWriter and protobuf 7.36 from the same messages; wall time 1.5 s. */
describe("an event", () => {
  it("has the bytes that TensorBoard writes for a file's version", () => {
    expect(hex(encodeEvent({ type: "version" }, 1.5))).toBe(
      "1800000000000000a37f4b2209000000000000f83f1a0d627261696e2e4576656e743a322a28646c",
    );
  });

  it("has them for scalars, one of them not a number", () => {
    const values = { "train/loss": 0.1, "eval/charAcc": Number.NaN };
    expect(hex(encodeEvent({ type: "scalars", step: 300, values }, 1.5))).toBe(
      "36000000000000004f578cef09000000000000f83f10ac022a280a110a0a747261696e2f6c6f737315cdcccc3d0a130a0c6576616c2f63686172416363150000c07f9356f9f7",
    );
  });

  it("has them for a session's start", () => {
    expect(hex(encodeEvent({ type: "session-start", step: 5e9 }, 1.5))).toBe(
      "13000000000000000c91321b09000000000000f83f1080e497d0123a0208017f9b4d03",
    );
  });

  it("has them for a text", () => {
    expect(
      hex(
        encodeEvent(
          { type: "text", step: 0, tag: "config", markdown: "`é`" },
          1.5,
        ),
      ),
    ).toBe(
      "2d000000000000003c418afb09000000000000f83f2a220a200a06636f6e666967420a08071200420460c3a9604a0a0a060a0474657874200284e05e39",
    );
  });

  it("is a frame whose length stands before its payload", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (payload) => {
        const frame = frameRecord(payload);
        expect(frame.length).toBe(payload.length + FRAME_BYTES);
        expect(new DataView(frame.buffer).getBigUint64(0, true)).toBe(
          BigInt(payload.length),
        );
        expect(frame.subarray(12, -4)).toEqual(payload);
      }),
    );
  });
});
