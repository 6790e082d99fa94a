import { describe, expect, it } from "vitest";
import { refuseForeignFormat } from "./foreign-format";

const bytes = (text: string): Uint8Array => Buffer.from(text, "latin1");

describe("a file that is no safetensors file", () => {
  it.each<[string, string]>([
    ["a zip archive", "PK\x03\x04\x00\x00\x08\x08\x00\x00"],
    ["a Python pickle", "\x80\x02}q\x00."],
    ["a Python pickle", "\x80\x05\x95\x10\x00\x00\x00\x00\x00}"],
    ["a NumPy array", "\x93NUMPY\x01\x00v\x00{'descr'"],
  ])("is named as %s, with the command that converts it", (what, text) => {
    const read = () => {
      refuseForeignFormat("last.ckpt", bytes(text));
    };
    expect(read).toThrow(`last.ckpt is ${what}`);
    expect(read).toThrow("weights_only=True");
  });

  it("is not taken for one because of the length of its header", () => {
    refuseForeignFormat("x", bytes("PK\x00\x00\x00\x00\x00\x00{}"));
    refuseForeignFormat("x", bytes("\x80\x02\x00\x00\x00\x00\x00\x00{}"));
    refuseForeignFormat("x", bytes(""));
  });
});
