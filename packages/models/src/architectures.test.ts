import { describe, expect, it } from "vitest";
import {
  ARCHITECTURE_IDS,
  ARCHITECTURES,
  resolveArchitecture,
} from "./architectures";
import { UnknownArchitectureError } from "./errors";

describe("an architecture's name", () => {
  it("may be its id or its reference id", () => {
    for (const id of ARCHITECTURE_IDS) {
      expect(resolveArchitecture(id)).toBe(id);
      expect(resolveArchitecture(ARCHITECTURES[id].referenceId)).toBe(id);
    }
    expect(resolveArchitecture("gpt_level1")).toBe("iterative");
  });

  it("is corrected when misspelt", () => {
    expect(() => resolveArchitecture("dual_utt")).toThrow(
      UnknownArchitectureError,
    );
    expect(() => resolveArchitecture("dual_utt")).toThrow(
      'Unknown architecture "dual_utt"; did you mean "dual-ut"?',
    );
  });

  it("is not taken from Object.prototype", () => {
    expect(() => resolveArchitecture("constructor")).toThrow(
      UnknownArchitectureError,
    );
  });
});

it("the ids list every row of the table once", () => {
  expect(ARCHITECTURE_IDS.toSorted()).toEqual(
    Object.keys(ARCHITECTURES).toSorted(),
  );
});
