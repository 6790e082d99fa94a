import { describe, expect, it } from "vitest";
import { nearestName, suggestion } from "./near-name";

describe("the nearest name", () => {
  it("forgives typing errors, case and punctuation", () => {
    expect(nearestName("nHeads", ["nEmbd", "nHead"])).toBe("nHead");
    expect(nearestName("n_head", ["nEmbd", "nHead"])).toBe("nHead");
    expect(nearestName("dual ut", ["ut", "dual-ut"])).toBe("dual-ut");
  });

  it("is none when nothing is near", () => {
    expect(nearestName("transformer", ["nEmbd", "ut"])).toBeUndefined();
    expect(suggestion("transformer", ["nEmbd", "ut"])).toBe(
      "; known are nEmbd, ut",
    );
  });

  it("answers at once for a name of a million letters", () => {
    expect(nearestName("x".repeat(1e6), ["nEmbd"])).toBeUndefined();
  });
});
