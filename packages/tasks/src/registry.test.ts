import { describe, expect, it } from "vitest";
import { UnknownTaskError } from "./errors";
import { getTask, TASKS } from "./registry";

describe("the registry", () => {
  it("holds every task under its own name", () => {
    expect(Object.keys(TASKS)).toEqual(["copy", "reverse", "addition"]);
    for (const [name, task] of Object.entries(TASKS)) {
      expect(task.name).toBe(name);
      expect(getTask(name)).toBe(task);
    }
  });

  it.each([
    ["additon", "addition"],
    ["Copy", "copy"],
    ["revers", "reverse"],
  ])("takes %s for a slip of %s", (typed, meant) => {
    expect(() => getTask(typed)).toThrow(UnknownTaskError);
    expect(() => getTask(typed)).toThrow(`did you mean "${meant}"?`);
  });

  it.each(["multiplication", "", "constructor", "__proto__"])(
    "lists the tasks for %j, which is near to none",
    (typed) => {
      const lookUp = () => getTask(typed);
      expect(lookUp).toThrow(UnknownTaskError);
      expect(lookUp).toThrow("the tasks are copy, reverse, addition");
      expect(lookUp).not.toThrow("did you mean");
    },
  );

  it("cannot be changed by an importer", () => {
    expect(Object.isFrozen(TASKS)).toBe(true);
    expect(Object.values(TASKS).every(Object.isFrozen)).toBe(true);
  });
});
