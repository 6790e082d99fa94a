import { describe, expect, it } from "vitest";
import { UsageError } from "./errors";
import { applyOverrides, parseOverride } from "./set-override";

const set = (config: { [key: string]: unknown }, ...texts: string[]) =>
  applyOverrides(config, texts.map(parseOverride));

describe("--set", () => {
  it("puts JSON values where they are JSON and text elsewhere", () => {
    expect(
      set(
        {},
        "model.gradient=full",
        "model.nEmbd=64",
        "model.stepEmbedding=false",
        "a=",
      ),
    ).toEqual({
      model: { gradient: "full", nEmbd: 64, stepEmbedding: false },
      a: "",
    });
  });

  it("lets a later override win and leaves the given object alone", () => {
    const config = { training: { steps: 1, seed: 2 } };
    expect(set(config, "training.steps=5", "training.steps=6")).toEqual({
      training: { steps: 6, seed: 2 },
    });
    expect(config.training.steps).toBe(1);
  });

  it("takes a value away with null, which leaves the key to be checked", () => {
    const config = { training: { clipNorm: 1, steps: 2 } };
    const without = set(config, "training.clipNorm=null");
    expect(without).toEqual({ training: { steps: 2 } });
    expect(set(config, "training=null")).toEqual({});
    expect(set(config, "a.b=null")).toEqual({ ...config, a: {} });
    const unknown = set({}, "training.clipnorm=null");
    expect(Object.keys(unknown["training"] ?? {})).toEqual(["clipnorm"]);
    expect(set({}, "a=[null]")).toEqual({ a: [null] });
    expect(config.training.clipNorm).toBe(1);
  });

  it("keeps everything after the first equals sign", () => {
    expect(set({}, "task=a=b")).toEqual({ task: "a=b" });
  });

  it.each([
    "model.nEmbd",
    "=3",
    "model..a=1",
    "a b=1",
    `${"a.".repeat(10_000)}b=1`,
  ])("refuses %.20j", (text) => {
    expect(() => parseOverride(text)).toThrow("--set expects a dotted name");
  });

  it.each(["__proto__.x=1", "a.__proto__.x=1", "constructor.prototype.x=1"])(
    "%s sets an object's own key and changes no other object",
    (text) => {
      const changed = set({ a: { b: 1 } }, text);
      const [key = ""] = text.split(".");
      expect(Object.keys(changed)).toContain(key);
      expect(Object.getPrototypeOf(changed)).toBe(Object.prototype);
      expect("x" in {}).toBe(false);
      expect("x" in Object).toBe(false);
    },
  );

  it.each(['{"__proto__":{"x":1}}', '[{"a":{"prototype":1}}]'])(
    "refuses the value %s",
    (value) => {
      expect(() => parseOverride(`model=${value}`)).toThrow(
        /^--set gives model a value, which has the unknown key /,
      );
    },
  );

  it("refuses a path through a plain value, in words for who typed it", () => {
    const through = () => set({ length: 10 }, "length.x=1");
    expect(through).toThrow(UsageError);
    expect(through).toThrow(
      "Cannot set length.x: length is 10, where a section with names and values is expected.",
    );
  });
});
