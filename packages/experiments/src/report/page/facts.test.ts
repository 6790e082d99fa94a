import { describe, expect, it } from "vitest";
import { viewSweep } from "../sweep-view";
import { syntheticSweep } from "../testing/synthetic-sweep";
import { sectionFacts } from "./facts";

const sweep = syntheticSweep({ tasks: ["copy"], seeds: [7, 5] });
const records = new Map(
  [...sweep.records].map(([id, record]) => [
    id,
    {
      ...record,
      environment: {
        "@trm/train": "0.1.0",
        "@trm/onnx": "0.2.0",
        engine: "onnxruntime 1.30.0 on cpu, 1 threads",
        onnxruntime: "1.30.0",
      },
    },
  ]),
);
const runs = sweep.plan.runs.map((run, i) => ({
  ...run,
  config: { ...run.config, length: i === 0 ? 10 : 5 },
}));
const facts = new Map(
  sectionFacts(
    viewSweep({
      ...sweep,
      records,
      plan: {
        ...sweep.plan,
        runs,
        codeVersion:
          "@trm/train 0.1.0, @trm/onnx 0.1.0, onnxruntime-node 1.30.0",
      },
    }),
  ).map(({ name, value }) => [name, value]),
);

describe("what a section says at first sight", () => {
  it("has numbers in ascending order", () => {
    expect(facts.get("Trained at length")).toBe("5, 10");
    expect(facts.get("Seeds per cell")).toBe("2 (5, 7)");
  });

  it("names of a machine what the versions of the plan do not say", () => {
    expect(facts.get("Computed on")).toBe(
      "@trm/onnx 0.2.0, engine onnxruntime 1.30.0 on cpu, 1 thread",
    );
  });
});
