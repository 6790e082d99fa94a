import { describe, expect, it } from "vitest";
import { endToken } from "./tokenizer";

describe("an alphabet without a newline", () => {
  it("is refused in a short sentence, however long it is", () => {
    const characters = Array.from({ length: 60_000 }, (_, i) =>
      String.fromCodePoint(0x4e00 + (i % 20_000)),
    );
    let message = "";
    try {
      endToken(characters);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toMatch(/no newline/);
    expect(message.length).toBeLessThan(200);
  });
});
