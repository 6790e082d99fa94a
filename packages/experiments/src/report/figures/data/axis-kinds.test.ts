import { describe, expect, it } from "vitest";
import { choiceAxes, numericAxes } from "./axis-kinds";

const cell = (labels: Record<string, string>) => ({ block: "A", labels });

describe("kinds of axes", () => {
  const cells = [
    cell({ task: "copy", "model.nEmbd": "64", gradient: "full", lr: "0.001" }),
    cell({ task: "reverse", "model.nEmbd": "128", gradient: "9", lr: "0.001" }),
  ];

  it("are numeric where every value is a number", () => {
    expect(numericAxes(cells)).toEqual(["model.nEmbd"]);
  });

  it("are choices where one is a word; tasks and what is not varied are neither", () => {
    expect(choiceAxes(cells)).toEqual(["gradient"]);
  });
});
