import { describe, expect, it } from "vitest";
import { UnknownTaskError } from "./errors";
import { getTask, TASKS } from "./registry";

describe("the registry", () => {
  it("holds every task under its own name", () => {
    expect(Object.keys(TASKS)).toEqual([
      "copy",
      "reverse",
      "addition",
      "reversed-addition",
    ]);
    for (const [name, task] of Object.entries(TASKS)) {
      expect(task.name).toBe(name);
      expect(getTask(name)).toBe(task);
    }
  });

  it.each(["additon", "Copy", "", "constructor", "__proto__"])(
    "lists the tasks for %j, which is none",
    (typed) => {
      const lookUp = () => getTask(typed);
      expect(lookUp).toThrow(UnknownTaskError);
      expect(lookUp).toThrow(
        "the tasks are copy, reverse, addition, reversed-addition",
      );
    },
  );

  it("cannot be changed by an importer", () => {
    expect(Object.isFrozen(TASKS)).toBe(true);
    expect(Object.values(TASKS).every(Object.isFrozen)).toBe(true);
  });
});
